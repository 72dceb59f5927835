"""An account's statement as a file, as its customer gets it."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from clients.letters.on_paper import statement_csv
from console.access import Action, Actor, allowed
from console.files import as_download
from console.pages.forms import storable
from console.periods import period_between
from console.services import OurServices
from domain.values.languages import Spoken

router = APIRouter()

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]
_Day = Annotated[date | None, Query()]


@router.get("/accounts/{account}/statement.pdf")
async def as_pdf(
    account: str,
    services: OurServices,
    actor: _Viewer,
    since: _Day = None,
    until: _Day = None,
    language: Spoken = "en",
) -> Response:
    stated = await services.ledger.statement(storable(account), *period_between(since, until).days)
    content = await services.ledger.statement_pdf(stated, language)
    return as_download(content, "application/pdf", "statement.pdf")


@router.get("/accounts/{account}/statement.csv")
async def as_csv(
    account: str, services: OurServices, actor: _Viewer, since: _Day = None, until: _Day = None
) -> Response:
    stated = await services.ledger.statement(storable(account), *period_between(since, until).days)
    return as_download(statement_csv(stated).encode(), "text/csv; charset=utf-8", "statement.csv")
