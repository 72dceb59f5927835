"""Letters that did not arrive, of requests and of invoices; and sending one again."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from console.access import Action, Actor, allowed
from console.errors import status_of
from console.pages.forms import storable
from console.pages.invoices import address_of
from console.pages.notices import Notice
from console.services import House, Services
from console.templating import render
from domain.errors import DomainError, ServiceUnreachable
from domain.invoices.invoice import invoice_id

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]
_Sender = Annotated[Actor, Depends(allowed(Action.RESEND_LETTER))]

_INVOICE, _REQUEST = invoice_id(""), "pay-by-invoice/"

router = APIRouter()


@router.get("/letters")
async def letters(request: Request, house: House, actor: _Viewer, done: str = "") -> Response:
    sent = Notice("It is sent again as soon as a worker comes to it.") if done else None
    return await _shown(request, house, actor, sent)


@router.post("/letters")
async def send_again(request: Request, house: House, actor: _Sender) -> Response:
    form = await request.form()
    try:
        key = storable(str(form.get("key", "")))
        await house.ledger.resend(key, actor.sign_in, house.requests)
    except ServiceUnreachable:
        raise
    except DomainError as refusal:
        notice = Notice(refusal.reason, refused=True)
        return await _shown(request, house, actor, notice, status_of(refusal))
    finally:
        house.live.nudge()
    return RedirectResponse("/letters?done=resend", status_code=303)


async def _shown(
    request: Request, house: Services, actor: Actor, notice: Notice | None, status: int = 200
) -> Response:
    return render(
        request,
        "letters/list.html",
        status=status,
        letters=await house.ledger.stuck_letters(),
        place=_place,
        may_send=actor.may(Action.RESEND_LETTER),
        notice=notice,
    )


def _place(about: str) -> str:
    """The address of what a letter is about."""
    if about.startswith(_INVOICE):
        return address_of(about.removeprefix(_INVOICE))
    return f"/requests/{quote(about.removeprefix(_REQUEST))}"
