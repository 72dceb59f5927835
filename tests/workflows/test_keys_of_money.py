"""A step on money that is sent again under the same key is answered as done, whatever happened
since, and nothing is done twice."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple

import pytest
from sqlalchemy import update
from temporalio.service import RPCError

from adapters.ledger.database import opened_ledger
from adapters.ledger.idempotency_keys import UsedKeys
from adapters.ledger.tables import used_keys
from adapters.ledger.transactions import LedgerTransactions
from application.invoices.pay import pay
from application.steps import Asked as InvoiceAsked
from clients.invoices.client import Asked
from domain.errors import EffectMismatch
from domain.invoices import messages
from domain.invoices.views.standing import InvoiceStanding
from tests.waiting import eventually
from tests.workflows.billing import Billing, billing
from tests.workflows.payers import (
    PAULA,
    WRITE_OFF,
    correction,
    credit_note,
    dispute,
    euros,
    payment,
    reversal,
)
from tests.workflows.system import System, at_work


class Act(NamedTuple):
    before: Callable[[Billing], Awaitable[Any]]
    """What there must be first."""
    ask: Callable[[Billing, str], Awaitable[Any]]


async def issued(at: Billing) -> None:
    await at.issue("100.00")
    await at.issue("50.00", at.payer.another("2"))


async def paid(at: Billing) -> None:
    await issued(at)
    await at.system.invoices.pay_account(at.payer.account_id, payment("150.00"))


async def credited(at: Billing) -> None:
    await at.system.invoices.pay_account(at.payer.account_id, payment("80.00"))


async def first_entry(at: Billing) -> str:
    statement = await at.system.invoices.statement(at.payer.account_id)
    return next(each.entry or "" for each in statement.entries if each.kind == "payment")


def pay_account(amount: str, **more: Any) -> Callable[[Billing, str], Awaitable[Any]]:
    def ask(at: Billing, key: str) -> Awaitable[Any]:
        return at.system.invoices.pay_account(at.payer.account_id, payment(amount, **more), key)

    return ask


def pay_both(at: Billing, key: str) -> Awaitable[Any]:
    named = (
        messages.Share(by=PAULA, number=at.payer.number, at_most=euros("10.00")),
        messages.Share(by=PAULA, number=at.payer.another("2")),
    )
    whole = payment("60.00", shares=named, of=euros("90.00"), in_this_order=True)
    return at.send(whole, key=key)


def refund(at: Billing, key: str) -> Awaitable[Any]:
    command = messages.RefundCredit(by=PAULA, amount=euros("30.00"), bank_reference="R-1")
    return at.system.invoices.refund(at.payer.account_id, command, key)


async def correct_account(at: Billing, key: str) -> Any:
    command = correction(await first_entry(at))
    return await at.system.invoices.correct_account(at.payer.account_id, command, key)


async def correct(at: Billing, key: str) -> Any:
    return await at.send(correction(await first_entry(at)), key=key)


def reverse_account(amount: str | None) -> Callable[[Billing, str], Awaitable[Any]]:
    part = euros(amount) if amount else None

    def ask(at: Billing, key: str) -> Awaitable[Any]:
        command = reversal().model_copy(update={"amount": part})
        return at.system.invoices.reverse_account(at.payer.account_id, command, key)

    return ask


def to_invoice(command: messages.InvoiceMessage) -> Callable[[Billing, str], Awaitable[Any]]:
    return lambda at, key: at.send(command, key=key)


ACTS = {
    "all that is open": Act(issued, pay_account("150.00")),
    "a part of a transfer": Act(issued, pay_account("120.00", of=euros("500.00"))),
    "too much": Act(issued, pay_account("170.00")),
    "where nothing is open": Act(credited, pay_account("20.00", bank_reference="B-2")),
    "two invoices": Act(issued, pay_both),
    "refund": Act(credited, refund),
    "credit corrected": Act(credited, correct_account),
    "account corrected": Act(paid, correct_account),
    "invoice corrected": Act(paid, correct),
    "credit reversed": Act(credited, reverse_account(None)),
    "account reversed": Act(paid, reverse_account(None)),
    "a part reversed": Act(paid, reverse_account("120.00")),
    "invoice reversed": Act(paid, to_invoice(reversal())),
    "credit note": Act(issued, to_invoice(credit_note("100.00"))),
    "write-off": Act(issued, to_invoice(WRITE_OFF)),
    "dispute": Act(issued, to_invoice(dispute("40.00"))),
}


async def forget(at: Billing) -> None:
    """As after a crash of whoever asked, before the answer; the clocks began anew since, which
    forget the ids of what was sent to them; and another invoice is open."""
    async with opened_ledger(at.system.settings.ledger_url) as database, database.writing() as here:
        await here.execute(update(used_keys).values(done_at=None))
    for number in (at.payer.number, at.payer.another("2")):
        with suppress(RPCError):
            await eventually("its clock only waits", partial(rests, at, number))
            await at.handle(number).terminate("a test forgets it")
    await at.issue("1.00", at.payer.another("3"))


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_what_was_done_under_a_key_is_answered_again_and_not_done_again(
    system: System, act: Act
) -> None:
    at = await billing(system)
    await act.before(at)
    first = await act.ask(at, "K")
    await forget(at)
    done = await system.invoices.statement(at.payer.account_id)

    second, third = [await act.ask(at, "K") for _ in range(2)]

    after = await system.invoices.statement(at.payer.account_id)
    assert (after.entries, after.exposures) == (done.entries, done.exposures)
    assert second == third
    assert isinstance(first, InvoiceStanding) or second == first


async def test_who_crashed_before_anything_was_sent_asks_again_and_it_is_done_once(
    system: System,
) -> None:
    at = await billing(system)
    await issued(at)
    account, whole = at.payer.account_id, payment("150.00")
    async with opened_ledger(system.settings.ledger_url) as database:
        with pytest.raises(KeyboardInterrupt):
            async with UsedKeys(database).once("K", PAULA, "pay_account", account, whole):
                raise KeyboardInterrupt

    with pytest.raises(EffectMismatch):
        await system.invoices.pay_account(account, payment("151.00"), "K")
    for _ in range(2):
        assert (await system.invoices.pay_account(account, whole, "K")).payment == whole
    for each in (at.payer.number, at.payer.another("2")):
        assert (await at.look(each)).open == euros("0.00")
    assert len((await at.look()).payments) == 1


async def test_a_payment_that_only_the_ledger_kept_is_told_to_its_invoices(
    system: System,
) -> None:
    """As when the engine was lost after the step, with the signals to the invoices it settled."""
    at = await billing(system)
    await issued(at)
    account, whole, number = at.payer.account_id, payment("150.00"), at.payer.number
    both = tuple(messages.Share(by=PAULA, number=each) for each in (number, at.payer.another("2")))
    async with opened_ledger(system.settings.ledger_url) as database:
        with pytest.raises(KeyboardInterrupt):
            async with UsedKeys(database).once("K", PAULA, "pay_account", account, whole) as claim:
                shared = whole.model_copy(update={"shares": both})
                key = f"{at.workflow_id}/{claim.id}"
                asked = InvoiceAsked(number, shared, key, datetime.now(UTC))
                await pay(LedgerTransactions(database), asked)
                raise KeyboardInterrupt

    await system.invoices.pay_account(account, whole, "K")
    for each in (number, at.payer.another("2")):
        end = await at.end_of(each)
        assert end is not None
        assert end.settled
    assert len((await at.look()).payments) == 1


async def test_a_payment_that_was_sent_and_not_answered_is_found_though_its_invoice_is_settled(
    idle_system: System,
) -> None:
    """It waits in the engine for a worker until nobody waits for its answer any more."""
    system = idle_system
    at = await billing(system)
    async with at_work(system):
        await issued(at)
    account = at.payer.account_id
    asked = asyncio.create_task(system.invoices.pay_account(account, payment("30.00"), "K"))
    await eventually("the payment is sent", lambda: waits(at))
    asked.cancel()
    async with at_work(system):
        await eventually("it is recorded", lambda: recorded(at))
        await at.send(payment("70.00", "B-2"))
        for _ in range(2):
            await system.invoices.pay_account(account, payment("30.00"), "K")
    assert (await at.look(at.payer.another("2"))).open == euros("50.00")


async def test_a_currency_that_was_left_out_is_the_same_when_another_is_open_since(
    system: System,
) -> None:
    at = await billing(system)
    account, asked_for = at.payer.account_id, payment("20.00", bank_reference="B-2")
    looked_up: list[str | None] = []

    async def ready(done_in: str | None) -> messages.RecordPayment:
        looked_up.append(done_in)
        return asked_for

    asked = Asked(PAULA, ["20", "B-2"], ready)
    for _ in range(2):
        assert (await system.invoices.pay_account(account, asked, "K")).payment == asked_for
    assert looked_up == [None, "EUR"]
    with pytest.raises(EffectMismatch):
        await system.invoices.pay_account(account, Asked(PAULA, ["21", "B-2"], ready), "K")


async def test_what_must_be_asked_first_is_asked_once(system: System) -> None:
    at = await billing(system)
    await issued(at)
    asked: list[str] = []

    async def ask() -> None:
        asked.append("sure?")

    for _ in range(2):
        await system.invoices.send(at.payer.number, payment("95.00"), "K", ask)
    assert asked == ["sure?"]


async def test_a_key_of_an_invoice_that_is_issued_is_good_for_that_invoice(system: System) -> None:
    at = await billing(system)
    first, second = (at.payer.invoice(number=at.payer.another(each)) for each in "12")
    issue, issue_all = system.invoices.issue, system.invoices.issue_all

    outcomes = [(await issue(first, PAULA, "K")).outcome for _ in range(2)]
    assert outcomes == ["issued", "already_issued"]
    for _ in range(2):
        assert [each.invoice async for each in issue_all([second], PAULA, "L")] == [second.number]
    for key in "KL":
        with pytest.raises(EffectMismatch):
            await issue(second, PAULA, key)
    with pytest.raises(EffectMismatch):
        [each async for each in issue_all([first, second], PAULA, "L")]


async def waits(at: Billing) -> bool:
    """Whether something waits in the engine for the invoice's worker."""
    return not await rests(at, at.payer.number)


async def rests(at: Billing, number: str) -> bool:
    described = (await at.handle(number).describe()).raw_description
    return not (described.pending_activities or described.HasField("pending_workflow_task"))


async def recorded(at: Billing) -> bool:
    return bool((await at.look()).payments)
