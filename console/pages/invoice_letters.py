"""The letters about an invoice to its customer: as they were mailed, and on paper."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from console.access import Action, Actor, allowed
from console.files import as_download
from console.pages.forms import storable
from console.services import OurServices
from console.templating import render
from domain.invoices.invoice import invoice_id
from domain.notices import Audience

router = APIRouter(prefix="/invoices/{number:path}/~/letters")

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]


@router.get("")
async def letters(request: Request, number: str, services: OurServices, actor: _Viewer) -> Response:
    number = storable(number)
    sent = await services.ledger.mails(invoice_id(number))
    theirs = [each for each in sent if each.audience is Audience.CUSTOMER]
    return render(request, "invoices/letters.html", number=number, letters=theirs)


@router.get("/letter.html")
async def as_it_was_mailed(
    number: str, key: str, services: OurServices, actor: _Viewer
) -> Response:
    html = await services.ledger.letter_html(invoice_id(storable(number)), storable(key))
    # The console's own pages allow no styles in themselves, which a letter needs: it is a file.
    return as_download(html.encode(), "text/html; charset=utf-8", "letter.html")


@router.get("/letter.pdf")
async def on_paper(number: str, key: str, services: OurServices, actor: _Viewer) -> Response:
    content = await services.ledger.letter_pdf(invoice_id(storable(number)), storable(key))
    return as_download(content, "application/pdf", "letter.pdf")
