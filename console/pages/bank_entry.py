"""An entry of a bank statement: what it may be for and why, and who decided what."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import ValidationError

from clients.bank.client import Whole
from console.access import Action, Actor, allowed
from console.door.errors import status_of
from console.live import Live
from console.pages.bank_words import amount_of, why_decided
from console.pages.forms import Answers, NotValid, storable
from console.pages.invoices import address_of
from console.pages.notices import Notice
from console.pages.streaming import changes
from console.services import OurServices, Services
from console.templating import render, wants_part
from domain.bank.entry_states import EntryState
from domain.bank.proposals import Proposal
from domain.errors import (
    BankEntryUnknown,
    DomainError,
    InvalidFile,
    InvoiceUnknown,
    NothingProposed,
    ServiceUnreachable,
)
from domain.field_problems import problems_of
from domain.invoices.views.invoice import InvoiceView
from domain.values.amounts import FROM_A_PERSON
from domain.values.money import Money
from wording.bank import rule, seen
from wording.catalogue import staff_words
from wording.refusals import Face, said_of

_Viewer = Annotated[Actor, Depends(allowed(Action.VIEW_BANK))]
_Decider = Annotated[Actor, Depends(allowed(Action.DECIDE_BANK_ENTRY))]
_LOOKED_UP = 50
"""Invoices whose open amounts are shown."""

router = APIRouter()


@router.get("/bank/entries/{entry}")
async def page(
    request: Request, entry: str, services: OurServices, actor: _Viewer, done: str = ""
) -> Response:
    words = staff_words()
    known = words.knows("bank_entry.done", done)
    notice = Notice(words(f"bank_entry.done.{done}")) if known else None
    return await _shown(request, services, actor, entry, notice)


@router.get("/bank/entries/{entry}/live", response_class=EventSourceResponse)
async def live(entry: str, services: OurServices, actor: _Viewer) -> AsyncIterator[ServerSentEvent]:
    topic = Live.bank_entry(storable(entry))
    async with aclosing(changes(services.live, topic)) as events:
        async for event in events:
            yield event


@router.post("/bank/entries/{entry}/accept")
async def accept(request: Request, entry: str, services: OurServices, actor: _Decider) -> Response:
    async def do(answers: Answers) -> None:
        place = answers.whole("proposal")
        proposals = (await services.bank.one(storable(entry))).listed.entry.proposals
        if not 0 < place <= len(proposals) or answers.optional("seen") != _mark(
            proposals[place - 1]
        ):
            raise NothingProposed(staff_words()("bank_entry.proposals_changed"), entry=entry)
        key = answers.optional("key", 200)
        await services.bank.accept(storable(entry), actor.sign_in, place, key)

    return await _decided(request, services, actor, entry, "accept", do)


@router.post("/bank/entries/{entry}/assign")
async def assign(request: Request, entry: str, services: OurServices, actor: _Decider) -> Response:
    async def do(answers: Answers) -> None:
        named, account = answers.optional("invoices"), answers.optional("account", 100)
        if (named is None) == (account is None):
            raise NotValid({"invoices": staff_words()("bank_entry.name_something")})
        currency = amount_of((await services.bank.one(storable(entry))).listed).currency
        parts = [_part_of(each, currency) for each in (named or "").splitlines() if each.strip()]
        key = answers.optional("key", 200)
        await services.bank.assign(
            storable(entry),
            actor.sign_in,
            invoices=parts,
            account=account,
            apart=answers.optional("apart") is not None,
            key=key,
        )

    return await _decided(request, services, actor, entry, "assign", do)


@router.post("/bank/entries/{entry}/ignore")
async def ignore(request: Request, entry: str, services: OurServices, actor: _Decider) -> Response:
    async def do(answers: Answers) -> None:
        reason = answers.made(lambda: answers.text("reason"))
        if answers.problems:
            raise NotValid(answers.problems)
        key = answers.optional("key", 200)
        await services.bank.ignore(storable(entry), actor.sign_in, reason, key)

    return await _decided(request, services, actor, entry, "ignore", do)


@router.post("/bank/entries/{entry}/undo")
async def undo(request: Request, entry: str, services: OurServices, actor: _Decider) -> Response:
    async def do(answers: Answers) -> None:
        reason = answers.text("reason")
        if answers.problems:
            raise NotValid(answers.problems)
        key = answers.optional("key", 200)
        await services.bank.undo(storable(entry), actor.sign_in, reason, key)

    return await _decided(request, services, actor, entry, "undo", do)


async def _decided(
    request: Request,
    services: Services,
    actor: Actor,
    entry: str,
    what: str,
    do: Callable[[Answers], Awaitable[None]],
) -> Response:
    """Does it and goes back to the page; what is refused comes back with what was typed."""
    answers = Answers(await request.form())
    typed = {
        name: answers.optional(name) or "" for name in ("invoices", "account", "reason", "apart")
    }
    try:
        await do(answers)
    except NotValid as invalid:
        return await _refused(
            request, services, actor, entry, (what, typed, dict(invalid.problems)), 422
        )
    except InvalidFile as invalid:
        problems = {"invoices": str(invalid.details["problems"][0]["problem"])}
        return await _refused(request, services, actor, entry, (what, typed, problems), 422)
    except (BankEntryUnknown, ServiceUnreachable):
        raise
    except DomainError as refusal:
        notice = Notice(said_of(refusal, Face.CONSOLE), refused=True)
        return await _shown(
            request, services, actor, entry, notice, (what, typed, {}), status_of(refusal)
        )
    finally:
        services.live.poll_now()
    where = f"/bank/entries/{quote(entry, safe='')}?done={what}"
    return RedirectResponse(where, status_code=303)


Sent = tuple[str, dict[str, str], dict[str, str]]
"""Which form was sent, what was typed, and the problem of each field."""


async def _refused(
    request: Request, services: Services, actor: Actor, entry: str, sent: Sent, status: int
) -> Response:
    notice = Notice(staff_words()("fields.see_below"), refused=True)
    return await _shown(request, services, actor, entry, notice, sent, status)


async def _shown(
    request: Request,
    services: Services,
    actor: Actor,
    entry: str,
    notice: Notice | None,
    sent: Sent = ("", {}, {}),
    status: int = 200,
) -> Response:
    whole = await services.bank.one(storable(entry))
    form, typed, problems = sent
    known = whole.listed.entry
    may = actor.may(Action.DECIDE_BANK_ENTRY)
    return render(
        request,
        "bank/entry_now.html" if wants_part(request) else "bank/entry.html",
        status=status,
        whole=whole,
        entry=known,
        amount=amount_of(whole.listed),
        proposals=known.proposals if known.waits else (),
        invoices=await _invoices(services, whole),
        may_decide=may and known.waits,
        may_undo=may and known.state in (EntryState.BOOKED, EntryState.IGNORED),
        form=form,
        typed=typed,
        problems=problems,
        notice=notice,
        address=f"/bank/entries/{quote(known.transaction.id, safe='')}",
        key=str(uuid4()),
        mark=_mark,
        rule=rule,
        seen=seen,
        why_decided=why_decided,
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


def _mark(proposal: Proposal) -> str:
    """Tells a proposal from another one in its place."""
    parts = (f"{each.invoice}={each.minor}+{each.charges}" for each in proposal.shares)
    return f"{proposal.account}: {' '.join(parts)} {proposal.left}"


def _part_of(written: str, currency: str) -> tuple[str, int | None]:
    """`NUMBER`, or `NUMBER=AMOUNT`; raises NotValid."""
    words = staff_words()
    number, equals, amount = (each.strip() for each in written.partition("="))
    if not number or (equals and not amount):
        raise NotValid({"invoices": words("bank_entry.names_nothing", written=written.strip())})
    if not equals:
        return number, None
    try:
        part = Money.model_validate(
            {"amount": amount, "currency": currency}, context=FROM_A_PERSON
        ).minor
    except ValidationError as invalid:
        problem = problems_of(invalid)[0]["problem"]
        said = words("bank_entry.no_amount", amount=amount, problem=problem)
        raise NotValid({"invoices": said}) from invalid
    if part <= 0:
        raise NotValid({"invoices": words("bank_entry.more_than_zero")})
    return number, part
