"""Mails: what was sent about a request or an invoice, and what did not get through."""

from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from clients.letters.mails import STUCK_LISTED, OutboxEntry, StuckLetter
from console.access import Action, Actor, allowed
from console.api.bodies import Body
from console.api.documented_refusals import CHANGING, READING
from console.api.paging import After, says_next
from console.api.parameters import Key, Number, Scope
from console.api.reading import ApiRoute
from console.api.values import Reason
from console.services import OurServices
from domain.invoices.invoice import invoice_id
from domain.letters.messages import DismissLetter, ResendLetter
from domain.turns import Part

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["mails"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["mails"], responses=READING)

Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_ACCOUNT))]
Limit = Annotated[
    int | None, Query(ge=1, le=500, description="At most so many; all of them without it.")
]
Sender = Annotated[Actor, Depends(allowed(Action.RESEND_LETTER))]


class OneMail(Body):
    key: str = Field(min_length=1, max_length=300, description="The mail's key, as it is listed.")


class Dismissal(OneMail):
    reason: Reason


class StuckMails(Part):
    """Every mail that did not arrive, the oldest first, without anybody's name or address."""

    states: dict[str, int]
    """How many mails are in each state."""
    letters: tuple[StuckLetter, ...]
    next: str | None = None
    """Where the next page begins; null on the last one."""


class MailState(Part):
    key: str
    state: str
    """`queued` or `dismissed`."""


@reading.get("/mails", operation_id="list_stuck_mails", summary="Mails that did not get through")
async def stuck(
    services: OurServices,
    request: Request,
    response: Response,
    actor: Viewer,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=500)] = STUCK_LISTED,
) -> StuckMails:
    """The oldest first."""
    page = await services.ledger.stuck_page(after, limit)
    says_next(request, response, page.next)
    states = await services.ledger.letters_by_state()
    return StuckMails(states=states, letters=page.letters, next=page.next)


@reading.get(
    "/requests/{scope}/mails", operation_id="mails_of_request", summary="Mails about a request"
)
async def of_request(
    scope: Scope,
    services: OurServices,
    request: Request,
    response: Response,
    actor: Viewer,
    after: After = None,
    limit: Limit = None,
) -> list[OutboxEntry]:
    """To whom, and whether they were sent."""
    page = await services.ledger.mails_page(scope, after, limit)
    says_next(request, response, page.next)
    return list(page.mails)


@reading.get(
    "/invoices/{number:path}/mails",
    operation_id="mails_of_invoice",
    summary="Mails about an invoice",
)
async def of_invoice(
    number: Number,
    services: OurServices,
    request: Request,
    response: Response,
    actor: Viewer,
    after: After = None,
    limit: Limit = None,
) -> list[OutboxEntry]:
    """To whom, and whether they were sent."""
    about = invoice_id(await services.invoices.named(number))
    page = await services.ledger.mails_page(about, after, limit)
    says_next(request, response, page.next)
    return list(page.mails)


@router.post("/mails/resend", operation_id="resend_mail", summary="Send a mail again")
async def resend(body: OneMail, services: OurServices, actor: Sender, key: Key = None) -> MailState:
    """One that was refused, or whose delivery could not be confirmed, to the address that the
    account or the request has today."""
    command = ResendLetter(by=actor.sign_in, through=actor.through, **dict(body))
    await services.ledger.resend(command, lambda: nullcontext(services.requests), key)
    services.live.poll_now()
    return MailState(key=body.key, state="queued")


@router.post("/mails/dismiss", operation_id="dismiss_mail", summary="A mail stays unsent")
async def dismiss(
    body: Dismissal, services: OurServices, actor: Sender, key: Key = None
) -> MailState:
    """One that did not get through is nobody's task any more."""
    command = DismissLetter(by=actor.sign_in, through=actor.through, **dict(body))
    await services.ledger.dismiss(command, key)
    services.live.poll_now()
    return MailState(key=body.key, state="dismissed")
