"""An entry of a bank statement: what it may be for and why, and who decided what."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from clients.bank.client import Whole
from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.live import Live
from console.pages.bank_words import amount_of
from console.pages.decisions.bank import DECISIONS, mark, offers
from console.pages.decisions.kinds import Decision, Making
from console.pages.forms import NotValid, storable
from console.pages.invoices import address_of
from console.pages.notices import Notice, notice_of
from console.pages.sent import Change, SentDecision, unchanged
from console.pages.streaming import changes
from console.services import OurServices, Services
from console.templating import render, wants_part
from domain.bank.messages import EntryMessage
from domain.bank.operations import ACCEPT
from domain.errors import (
    BankEntryUnknown,
    DomainError,
    InvalidFile,
    InvoiceUnknown,
    ServiceUnreachable,
)
from domain.invoices.views.invoice import InvoiceView
from domain.values.money import Money
from wording.bank import rule, seen
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_BANK))]
_Kind = Decision[Whole, EntryMessage]
_LOOKED_UP = 50
"""Invoices whose open amounts are shown."""

router = APIRouter()


@router.get("/bank/entries/{entry}")
async def page(
    request: Request, entry: str, services: OurServices, actor: _Viewer, done: str = ""
) -> Response:
    whole = await services.bank.one(storable(entry))
    return await _shown(request, services, actor, whole, notice_of("bank_entry.done", done))


@router.get("/bank/entries/{entry}/live", response_class=EventSourceResponse)
async def live(entry: str, services: OurServices, actor: _Viewer) -> AsyncIterator[ServerSentEvent]:
    topic = Live.bank_entry(storable(entry))
    async with aclosing(changes(services.live, topic)) as events:
        async for event in events:
            yield event


def _acting(decision: _Kind) -> Callable[..., Awaitable[Response]]:
    may = Depends(allowed(decision.action))

    async def act(
        request: Request, entry: str, services: OurServices, actor: Annotated[Actor, may]
    ) -> Response:
        return await _act(request, storable(entry), services, actor, decision)

    return act


for _decision in DECISIONS:
    _path = f"/bank/entries/{{entry}}/{_decision.name}"
    router.add_api_route(_path, _acting(_decision), methods=["POST"])


async def _act(
    request: Request, entry: str, services: Services, actor: Actor, decision: _Kind
) -> Response:
    """Does it and goes back to the page; what is refused comes back with what was typed."""
    sent = await SentDecision.by(request, decision)
    whole = await services.bank.one(entry)
    currency = amount_of(whole.listed).currency
    making = Making(actor.sign_in, entry, sent.answers, services, currency)
    try:
        whole = await services.bank.decide(entry, await decision.message(making), sent.key)
    except (NotValid, InvalidFile) as invalid:
        sent.answers.problems |= _problems(invalid)
        return await _shown(request, services, actor, whole, None, 422, sent.as_typed)
    except (BankEntryUnknown, ServiceUnreachable):
        raise
    except DomainError as refusal:
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True)
        whole = await services.bank.one(entry)
        status = status_of(refusal)
        return await _shown(request, services, actor, whole, notice, status, sent.as_typed)
    finally:
        services.live.poll_now()
    if not request.headers.get("hx-request"):
        where = f"/bank/entries/{quote(entry, safe='')}?done={decision.name}"
        return RedirectResponse(where, status_code=303)
    return await _shown(
        request, services, actor, whole, notice_of("bank_entry.done", decision.name)
    )


def _problems(invalid: NotValid | InvalidFile) -> Mapping[str, str]:
    if isinstance(invalid, NotValid):
        return invalid.problems
    return {each["field"]: each["problem"] for each in invalid.details["problems"]}


async def _shown(
    request: Request,
    services: Services,
    actor: Actor,
    whole: Whole,
    notice: Notice | None,
    status: int = 200,
    change: Change = unchanged,
) -> Response:
    known = whole.listed.entry
    part = "bank/entry_after.html" if request.method == "POST" else "bank/entry_now.html"
    return render(
        request,
        part if wants_part(request) else "bank/entry.html",
        status=status,
        whole=whole,
        entry=known,
        amount=amount_of(whole.listed),
        proposals=known.proposals if known.waits else (),
        invoices=await _invoices(services, whole),
        offers=change(offers(whole, actor)),
        may_accept=actor.may(ACCEPT.action) and whole.possible[ACCEPT.name] is None,
        notice=notice,
        address=f"/bank/entries/{quote(known.transaction.id, safe='')}",
        key=str(uuid4()),
        mark=mark,
        rule=rule,
        seen=seen,
        address_of=address_of,
        money=lambda minor: Money.from_minor(minor, amount_of(whole.listed).currency),
    )


async def _invoices(services: Services, whole: Whole) -> dict[str, InvoiceView]:
    """The invoices that are proposed, or were booked, as they stand."""
    entry = whole.listed.entry
    readings = [*entry.proposals, *([entry.booked] if entry.booked else [])]
    names = list(dict.fromkeys(share.invoice for each in readings for share in each.shares))
    found = {}
    for name in names[:_LOOKED_UP]:
        try:
            found[name] = await services.invoices.view(name, datetime.now(UTC))
        except InvoiceUnknown:
            continue
    return found
