"""A customer's front page: each subscription and billing profile, and its state."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from console.access import Action, Actor, signed_in
from console.access.local_paths import local_path
from console.customer.acting import Customer, customer_may
from console.customer.history import THEIR_DRIFTS
from console.customer.sent import SentForm
from console.customer.showing import CustomerRoute, is_htmx, show
from console.live import Live
from console.pages.streaming import changes
from console.services import OurServices
from domain.accounts.account import PaymentMethod, Scope
from domain.billing.drift import Drift
from domain.requests.lifecycle import FINAL, State
from domain.requests.listing import RequestLine
from wording.catalogue import LOCALES

router = APIRouter(route_class=CustomerRoute)

_A_YEAR = timedelta(days=365)
_INVOICES_SHOWN = 3

Viewer = Annotated[Customer, customer_may(Action.VIEW_REQUEST)]


@dataclass(frozen=True)
class Holding:
    """One subscription or billing profile, with its newest request."""

    scope: Scope
    line: RequestLine | None
    drift: Drift | None = None
    """What the billing system does otherwise since the switch, the latest."""

    @property
    def is_open(self) -> bool:
        return self.line is not None and self.line.state not in FINAL

    @property
    def pays_by_invoice(self) -> bool:
        return self.scope.payment_method is PaymentMethod.INVOICE

    @property
    def may_apply(self) -> bool:
        return not (self.pays_by_invoice or self.is_open)

    @property
    def ended_without(self) -> bool:
        """The last request did not lead to invoices; the customer may want to see it."""
        return self.line is not None and self.line.state in (State.REJECTED, State.WITHDRAWN)


@router.get("/my")
async def home(request: Request, customer: Viewer, services: OurServices) -> Response:
    standing = await services.ledger.standing(customer.account)
    statement = await services.ledger.statement(customer.account)
    newest: dict[str, RequestLine] = {}
    for line in await services.queues.lines_of_account(customer.account):
        newest.setdefault(line.scope, line)
    standing_drifts = await services.drifts.listed(account=customer.account)
    drifts = {
        each.scope_id: each for each in reversed(standing_drifts) if each.kind in THEIR_DRIFTS
    }
    open_invoices = [each for each in statement.invoices if each.open.amount > 0]
    return show(
        request,
        "home_live" if is_htmx(request) else "home",
        zone=standing.account.time_zone,
        account=standing.account,
        standing=standing,
        limit_frozen=bool(await services.ledger.limit_frozen(customer.account)),
        holdings=[
            Holding(scope, newest.get(scope.id), drifts.get(scope.id))
            for scope in standing.account.scopes
        ],
        statement=statement,
        open_invoices=open_invoices[:_INVOICES_SHOWN],
        more_open=len(open_invoices) > _INVOICES_SHOWN,
    )


@router.get("/my/live", response_class=EventSourceResponse)
async def live(customer: Viewer, services: OurServices) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(changes(services.live, Live.account(customer.account))) as events:
        async for event in events:
            yield event


@router.post("/language")
async def choose_language(
    actor: Annotated[Actor, Depends(signed_in)], sent: SentForm, services: OurServices
) -> Response:
    """Keeps the language that was chosen, and leads back to the page where that was done."""
    answer = RedirectResponse(local_path(sent.text("back")), status_code=303)
    if (chosen := sent.text("language")) in LOCALES:
        answer.set_cookie(
            "language",
            chosen,
            max_age=int(_A_YEAR.total_seconds()),
            secure=services.settings.secure_cookies,
            httponly=True,
            samesite="lax",
        )
    return answer
