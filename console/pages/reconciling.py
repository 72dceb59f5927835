"""The reconciliation of a bank's account: sums on a page, every entry as CSV."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response, StreamingResponse
from pydantic import BeforeValidator

from console.access import Action, Actor, allowed
from console.pages.forms import given, storable
from console.services import OurServices
from console.templating import render
from domain.values.money import Money
from wording.bank import differs, reconciled_as
from wording.catalogue import staff_words
from wording.dates import written_day

router = APIRouter()

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_BANK))]


First = Annotated[date | None, BeforeValidator(given), Query(alias="from")]
Last = Annotated[date | None, BeforeValidator(given), Query(alias="to")]


def period(since: First = None, until: Last = None) -> tuple[date, date]:
    """The days between two dates; by default this month and the one before."""
    today = datetime.now(UTC).date()
    before = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    first, last = since or before, until or max(today, since or today)
    if last < first:
        said = staff_words()("period.ends_before_it_begins")
        raise RequestValidationError([{"loc": ("query", "to"), "msg": said, "type": "value_error"}])
    return first, last


Chosen = Annotated[tuple[date, date], Depends(period)]
Account = Annotated[str, Query(max_length=50)]


@router.get("/bank/reconciliation")
async def page(
    request: Request, services: OurServices, actor: _Viewer, chosen: Chosen, account: Account = ""
) -> Response:
    since, until = chosen
    accounts = await services.bank.accounts()
    ours = storable(account) or next(iter(accounts), "")
    found = await services.bank.reconcile(ours, since, until) if ours else None
    return render(
        request,
        "bank/reconciliation.html",
        accounts=accounts,
        account=ours,
        since=since,
        until=until,
        found=found,
        money=Money.from_minor,
        differs=partial(differs, on=written_day),
        reconciled_as=reconciled_as,
    )


@router.get("/bank/reconciliation.csv")
async def download(
    services: OurServices, actor: _Viewer, chosen: Chosen, account: Account
) -> Response:
    since, until = chosen
    named = "".join(each for each in account if each.isascii() and each.isalnum())
    return StreamingResponse(
        services.bank.reconciled_csv(storable(account), since, until),
        media_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f'attachment; filename="bank-{named}-{since}-{until}.csv"',
            "Cache-Control": "no-store",
        },
    )
