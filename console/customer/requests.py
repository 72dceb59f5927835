"""One request as its customer sees it: who must act until when, what happened, what is next."""

from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ValidationError

from console.access import Action
from console.customer.acting import (
    Customer,
    account_of,
    can,
    customer_may,
    their_latest,
    their_request,
    they_send,
)
from console.customer.history import history_of, since_switch
from console.customer.journey import way_of
from console.customer.problems import hints_of, may_reapply_from
from console.customer.sent import SentForm
from console.customer.showing import CustomerRoute, is_htmx, led_to, now, show
from console.live import Live
from console.pages.streaming import changes
from console.services import OurServices, Services
from console.templating import language_of
from domain.accounts.account import Account
from domain.billing.drift import DriftStep
from domain.errors import DomainError
from domain.forms.applicant import Applicant
from domain.operations.messages import MAX_TEXT
from domain.requests.lifecycle import FINAL, State
from domain.requests.messages import Recheck, Withdraw
from domain.requests.operations import BY_NAME
from domain.requests.snapshot import Snapshot

router = APIRouter(route_class=CustomerRoute)

Viewer = Annotated[Customer, customer_may(Action.VIEW_REQUEST)]
Withdrawing = Annotated[Customer, customer_may(Action.WITHDRAW)]


@router.get("/my/requests/{scope}")
async def page(request: Request, scope: str, customer: Viewer, services: OurServices) -> Response:
    snapshot = await their_latest(services, customer, Action.VIEW_REQUEST, scope)
    if snapshot is None:
        return led_to(f"/my/requests/{scope}/form")
    name = "request_live" if is_htmx(request) else "request"
    return await show_request(request, services, customer, snapshot, name=name)


async def _theirs(scope: str, customer: Viewer, services: OurServices) -> Snapshot:
    return await their_request(services, customer, Action.VIEW_REQUEST, scope)


@router.get("/my/requests/{scope}/live", response_class=EventSourceResponse)
async def live(
    theirs: Annotated[Snapshot, Depends(_theirs)], services: OurServices
) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(changes(services.live, Live.request(theirs.request))) as events:
        async for event in events:
            yield event


@router.post("/my/requests/{scope}/recheck")
async def recheck(
    request: Request,
    scope: str,
    customer: Annotated[Customer, customer_may(Action.RECHECK)],
    sent: SentForm,
    services: OurServices,
) -> Response:
    before = await their_request(services, customer, Action.RECHECK, scope)
    try:
        await they_send(services, customer, scope, Recheck(by=customer.sign_in), sent.key)
    except DomainError as refusal:
        return await show_request(request, services, customer, before, refusal=refusal)
    if is_htmx(request):
        after = await their_request(services, customer, Action.RECHECK, scope)
        return await show_request(request, services, customer, after, done="rechecked")
    return led_to(f"/my/requests/{scope}", "rechecked")


@router.get("/my/requests/{scope}/withdraw")
async def withdraw_page(
    request: Request, scope: str, customer: Withdrawing, services: OurServices
) -> Response:
    snapshot = await their_request(services, customer, Action.WITHDRAW, scope)
    if not can(customer, Action.WITHDRAW, snapshot):
        return led_to(f"/my/requests/{scope}")
    return show(request, "withdraw", snapshot=snapshot, reason="", wrong=None)


@router.post("/my/requests/{scope}/withdraw")
async def withdraw(
    request: Request, scope: str, customer: Withdrawing, sent: SentForm, services: OurServices
) -> Response:
    snapshot = await their_request(services, customer, Action.WITHDRAW, scope)
    reason = sent.text("reason")
    try:
        command = Withdraw(by=customer.sign_in, reason=reason)
    except ValidationError:
        wrong = "string_too_long" if len(reason) > MAX_TEXT else "missing"
        return show(request, "withdraw", status=422, snapshot=snapshot, reason=reason, wrong=wrong)
    await they_send(services, customer, scope, command, sent.key)
    return led_to(f"/my/requests/{scope}", "withdrawn")


@router.post("/my/requests/{scope}/contact")
async def ask_contact_again(scope: str, customer: Viewer, services: OurServices) -> Response:
    """Asks the contact once more to confirm their address, at most once an hour."""
    snapshot = await their_request(services, customer, Action.VIEW_REQUEST, scope)
    account = await account_of(services, customer)
    if (address := await _contact_waits(services, account, snapshot)) is not None:
        language = Applicant.of(snapshot.draft).language
        await services.access.ask_contact_again(
            account.id, snapshot.request, address, language, account.time_zone
        )
    return led_to(f"/my/requests/{scope}", "asked_again")


async def _contact_waits(services: Services, account: Account, snapshot: Snapshot) -> str | None:
    """The contact's address on the form, while nothing is mailed there."""
    if snapshot.state in FINAL:
        return None
    return await services.ledger.contact_waits(account, snapshot.draft)


async def _drifted(services: Services, snapshot: Snapshot) -> Sequence[DriftStep]:
    """What the billing system did otherwise since the switch."""
    if snapshot.state is not State.SWITCHED:
        return ()
    return await services.drifts.history(snapshot.scope)


async def show_request(
    request: Request,
    services: Services,
    customer: Customer,
    snapshot: Snapshot,
    *,
    name: str = "request",
    refusal: DomainError | None = None,
    **context: Any,
) -> Response:
    """The page of a request that was found to be theirs."""
    account = await account_of(services, customer)
    # What is asked for by its name already need not be said twice.
    asked = {code for ask in snapshot.documents.asked_for for code in ask.because}
    shown = {*snapshot.cleared, *snapshot.waiting_on.codes, *asked}
    standing = [each for each in snapshot.findings if each.code not in shown]
    return show(
        request,
        name,
        zone=account.time_zone,
        refusal=refusal,
        contact_waits=await _contact_waits(services, account, snapshot),
        snapshot=snapshot,
        account=account,
        scope=account.scope(snapshot.scope),
        overdue=snapshot.waiting_on.until is not None and snapshot.waiting_on.until < now(),
        way=way_of(snapshot),
        drifted=since_switch(await _drifted(services, snapshot)),
        history=history_of(snapshot),
        hints=hints_of(standing, language_of(request)),
        reasons=snapshot.ended.codes if snapshot.ended and snapshot.state is State.REJECTED else (),
        reapply_from=may_reapply_from(snapshot.findings),
        can=lambda operation: can(customer, BY_NAME[operation].action, snapshot),
        ended=snapshot.state in FINAL,
        **context,
    )
