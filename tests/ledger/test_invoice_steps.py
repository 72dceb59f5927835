"""Credit notes, write-offs, disputes, declared payments and late charges, step by step."""

import sys
from asyncio import create_subprocess_exec, gather
from asyncio.subprocess import PIPE
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.ledger.invoices.tables import allocations, invoice_adjustments, payments
from application.invoices.look_up import look_up
from domain.errors import (
    AmountNotAcceptable,
    NotPossibleNow,
    PaymentAlreadyRecorded,
    UnderWay,
    WrongTurn,
)
from domain.invoices.lifecycle import InvoiceState
from domain.turns import Who
from tests.ledger.accounts import Accounts
from tests.ledger.billing import (
    CLERK,
    OVERDUE,
    TEN_DAYS_LATE,
    Billing,
    a_payment,
    euro_list,
    shares,
)
from tests.ledger.samples import CONTOSO, NOON, euros

LATE_CHARGES = {
    "late_interest": {"reference_rates": {"2026-07-01": "2.15"}},
    "compensation": {"EUR": "40.00"},
}


@pytest.fixture(autouse=True)
async def issued(billing: Billing) -> None:
    await billing.issue("INV-1")


async def _adjustments(billing: Billing) -> list[tuple[str, int, str, str]]:
    adjustment = invoice_adjustments.c
    async with billing.database.reading() as connection:
        found = await connection.execute(
            select(
                adjustment.kind, adjustment.amount_minor, adjustment.by, adjustment.why
            ).order_by(adjustment.id)
        )
        return [tuple(row) for row in found]


async def _unapplied(accounts: Accounts) -> Any:
    return (await accounts.standing(CONTOSO, NOON)).unapplied_credit


async def test_a_credit_note_on_an_open_invoice_lowers_what_is_open(
    billing: Billing, accounts: Accounts
) -> None:
    credited = await billing.credit("30.00")
    assert (credited.standing.open, credited.amount) == (euros("70.00"), euros("30.00"))
    assert (await billing.credit("70.00")).standing.state is InvoiceState.CREDITED
    assert await _unapplied(accounts) == euros("0.00")
    assert await _adjustments(billing) == [
        ("credit_note", 3000, "bea@provider.example", "goodwill"),
        ("credit_note", 7000, "bea@provider.example", "goodwill"),
    ]
    assert [each.amount for each in await billing.mailed("credit_note_issued")] == euro_list(
        "30.00", "70.00"
    )


async def test_a_credit_note_on_a_paid_invoice_frees_the_latest_money_first(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("60.00", "BANK-1")
    await billing.pay("40.00", "BANK-2")
    freed = await billing.credit("50.00")
    assert (freed.standing.state, freed.amount) == (InvoiceState.PAID, euros("50.00"))
    assert [p.settled for p in (await billing.view()).payments] == euro_list("50.00", "0.00")
    assert await _unapplied(accounts) == euros("50.00")
    (told,) = await billing.mailed("credit_note_issued")
    assert told.unapplied_credit == euros("50.00")


async def test_a_credit_note_on_a_partly_paid_invoice_frees_what_is_paid_too_much(
    billing: Billing, accounts: Accounts
) -> None:
    await billing.pay("60.00")
    assert (await billing.credit("100.00")).standing.state is InvoiceState.CREDITED
    assert await _unapplied(accounts) == euros("60.00")
    with pytest.raises(NotPossibleNow):
        await billing.credit("0.01")


async def test_freed_money_says_what_all_of_the_account_has_left(billing: Billing) -> None:
    await billing.issue("INV-2")
    await billing.pay("125.00", "BANK-1")
    await billing.pay("100.00", "BANK-2", number="INV-2")
    await billing.credit("10.00", number="INV-2")
    (told,) = await billing.mailed("credit_note_issued")
    assert told.unapplied_credit == euros("35.00")


async def test_more_than_was_invoiced_is_not_credited(billing: Billing) -> None:
    await billing.credit("60.00")
    with pytest.raises(AmountNotAcceptable):
        await billing.credit("40.01")
    assert await billing.open("INV-1") == euro_list("40.00")


async def test_a_write_off_gives_up_what_is_open(billing: Billing) -> None:
    await billing.pay("30.00")
    written_off = await billing.write_off()
    assert written_off.amount == euros("70.00")
    assert (written_off.standing.state, written_off.standing.next_alarm) == (
        InvoiceState.WRITTEN_OFF,
        None,
    )
    with pytest.raises(NotPossibleNow):
        await billing.write_off()
    assert await _adjustments(billing) == [("write_off", 7000, "bea@provider.example", "bankrupt")]


async def test_what_was_written_off_in_part_can_be_paid_again_after_a_reversal(
    billing: Billing,
) -> None:
    await billing.pay("30.00", "BANK-1")
    await billing.write_off()
    assert (await billing.reverse("BANK-1")).standing.open == euros("30.00")
    assert (await billing.pay("30.00", "BANK-2")).standing.state is InvoiceState.WRITTEN_OFF


async def test_what_was_recovered_is_given_up_again_when_the_bank_takes_it_back(
    billing: Billing,
) -> None:
    await billing.write_off()
    await billing.pay("30.00", "BANK-1")
    await billing.reverse("BANK-1")
    assert await _adjustments(billing) == [
        ("write_off", 10000, CLERK, "bankrupt"),
        ("recovery", 3000, CLERK, "payment BANK-1"),
        ("write_off", 3000, CLERK, "no funds"),
    ]


async def test_what_is_left_of_a_payment_that_was_to_settle_so_much_of_one_settles_others_first(
    billing: Billing,
) -> None:
    await billing.issue("INV-OLD", issued_on=date(2026, 10, 1))
    await billing.pay("110.00", shares=shares(("INV-OLD", "30.00")))
    assert await billing.open("INV-OLD", "INV-1") == euro_list("70.00", "20.00")


async def test_an_upheld_dispute_credits_the_disputed_part(billing: Billing) -> None:
    opened = await billing.dispute("40.00")
    assert (opened.standing.state, opened.amount) == (InvoiceState.OPEN, None)
    assert (await billing.view()).disputed == euros("40.00")
    upheld = await billing.resolve(True)
    assert (upheld.amount, upheld.standing.open) == (euros("40.00"), euros("60.00"))
    assert await _adjustments(billing) == [
        ("credit_note", 4000, "bea@provider.example", "dispute upheld: looked into it")
    ]


async def test_a_dispute_over_all_stops_the_clock_until_it_is_rejected(billing: Billing) -> None:
    opened = await billing.dispute("100.00", now=NOON)
    assert opened.standing.state is InvoiceState.DISPUTED
    assert opened.standing.waiting_on.who is Who.BILLING
    assert opened.standing.next_alarm is not None
    assert opened.standing.next_alarm.name == "dispute to be answered"
    with pytest.raises(UnderWay):
        await billing.dispute("1.00")
    rejected = await billing.resolve(False, now=TEN_DAYS_LATE)
    assert (rejected.amount, rejected.standing.open) == (None, euros("100.00"))
    (dispute,) = (await billing.view()).disputes
    assert (dispute.state, dispute.resolved_at) == ("rejected", TEN_DAYS_LATE)
    with pytest.raises(WrongTurn):
        await billing.resolve(True)


async def test_each_dispute_and_each_answer_is_notified_of_by_itself(billing: Billing) -> None:
    for amount in ("40.00", "50.00"):
        await billing.dispute(amount)
        await billing.resolve(False)
    for kind in ("dispute_opened", "team_invoice_disputed", "dispute_rejected"):
        assert [notice.amount for notice in await billing.mailed(kind)] == euro_list(
            "40.00", "50.00"
        )


async def test_an_upheld_dispute_gives_back_what_was_paid_of_its_interest(
    billing: Billing,
) -> None:
    rates = {"late_interest": LATE_CHARGES["late_interest"]}
    await billing.issue("LATE", "10000.00", policy=rates)
    await billing.dispute("10000.00", "LATE", TEN_DAYS_LATE)
    await billing.pay("9000.00", number="LATE", now=TEN_DAYS_LATE)
    await billing.resolve(True, "LATE", TEN_DAYS_LATE)
    # Ten days at 10.15 percent a year on the EUR 1027.81 that were credited: EUR 2.86.
    assert (await billing.view("LATE")).paid == euros("8997.14")
    assert await billing.open("INV-1") == euro_list("97.14")
    (upheld,) = await billing.mailed("dispute_upheld")
    assert upheld.unapplied_credit == euros("2.86")


async def test_a_declared_payment_pauses_reminders_until_it_arrives_or_not(
    billing: Billing,
) -> None:
    declared = await billing.declare("100.00", "WIRE-1")
    assert declared.standing.waiting_on.who is Who.BILLING
    assert (declared.amount, (await billing.view()).in_transit) == (None, euros("100.00"))
    with pytest.raises(PaymentAlreadyRecorded):
        await billing.declare("100.00", "WIRE-1")
    assert (await billing.pay("60.00", "WIRE-1")).standing.open == euros("40.00")
    (wire,) = (await billing.view()).wires
    assert wire.state == "arrived"
    missed = await billing.declare("40.00", "WIRE-2", again=True)
    alarm = missed.standing.next_alarm
    assert alarm is not None
    assert (await billing.fire_alarms(now=alarm.at)).standing.waiting_on.who is Who.CUSTOMER
    assert [wire.state for wire in (await billing.view()).wires] == ["arrived", "not_arrived"]
    assert len(await billing.mailed("wire_not_arrived", "team_wire_not_arrived")) == 2


async def test_what_has_come_in_already_is_not_on_its_way(billing: Billing) -> None:
    await billing.pay("60.00", "BANK-1")
    with pytest.raises(PaymentAlreadyRecorded):
        await billing.declare("40.00", "BANK-1")


async def test_an_alarm_does_what_is_due_once(billing: Billing) -> None:
    fell_due = await billing.fire_alarms(now=OVERDUE)
    assert fell_due.standing.state is InvoiceState.OVERDUE
    assert not fell_due.already
    for _ in range(3):
        again = await billing.fire_alarms(now=OVERDUE)
        assert again.already
        assert again.standing == fell_due.standing
    reminded = await billing.fire_alarms(now=TEN_DAYS_LATE)
    assert reminded.standing.revision == fell_due.standing.revision + 1
    steps = [(r.days, r.outcome) for r in (await billing.view()).reminders]
    assert steps == [
        (-7, "skipped"),
        (-1, "skipped"),
        (1, "skipped"),
        (7, "sent"),
        (14, "planned"),
        (30, "planned"),
    ]
    assert len(await billing.mailed("invoice_overdue_again")) == 1


async def test_alarms_that_are_not_due_do_nothing(billing: Billing) -> None:
    before = (await look_up(billing.ledger, "INV-1")).standing
    rung = await billing.fire_alarms(now=NOON + timedelta(days=1))
    assert rung.already
    assert rung.standing == before == (await look_up(billing.ledger, "INV-1")).standing


async def test_twenty_alarms_at_once_remind_once(billing: Billing) -> None:
    await gather(*(billing.fire_alarms(now=TEN_DAYS_LATE) for _ in range(20)))
    assert len(await billing.mailed("invoice_overdue_again")) == 1
    assert [e.trigger for e in (await billing.view()).timeline].count("fall_due") == 1


async def test_by_default_being_late_costs_nothing(billing: Billing) -> None:
    await billing.fire_alarms(now=TEN_DAYS_LATE)
    assert (await billing.view()).late_charges == euros("0.00")
    assert await _adjustments(billing) == []


async def test_late_interest_and_compensation_where_the_policy_asks_for_them(
    billing: Billing,
) -> None:
    await billing.issue("LATE", "10000.00", policy=LATE_CHARGES)
    await billing.fire_alarms("LATE", OVERDUE)
    assert await billing.open("LATE") == euro_list("10042.78")
    paid = await billing.act(
        a_payment("5000.00", value_date=date(2026, 12, 12)), "LATE", TEN_DAYS_LATE
    )
    # Ten days at 10.15 percent a year on EUR 10000.
    assert paid.standing.open == euros("5067.81")
    view = await billing.view("LATE")
    assert (view.late_charges, view.paid) == (euros("67.81"), euros("5000.00"))
    assert [(kind, amount) for kind, amount, _, _ in await _adjustments(billing)] == [
        ("late_interest", 278),
        ("compensation", 4000),
        ("late_interest", 2503),
    ]
    happened = [event.trigger for event in view.timeline if event.trigger != "skip"]
    assert happened == ["issue", "charge", "charge", "fall_due", "charge", "pay"]


async def test_the_clock_of_an_invoice_reads_back_as_it_was_written(billing: Billing) -> None:
    """Reminders, wires and disputes with their moments, a pause and who must act."""
    await billing.declare("20.00", "WIRE-1")
    await billing.dispute("30.00")
    before = await billing.resolve(False, now=datetime(2026, 11, 27, 9, 30, 15, 123456, UTC))
    assert before.standing.next_alarm is not None
    read = await look_up(billing.ledger, "INV-1")
    assert read.standing == before.standing
    view = await billing.view()
    assert view.disputes[0].resolved_at == datetime(2026, 11, 27, 9, 30, 15, 123456, UTC)
    assert view.waiting_on.since == NOON


_PAYS_AND_DIES = """
import asyncio, os, sys
from adapters.ledger.database import Database
from adapters.ledger.effects import StoredAnswers
from adapters.ledger.transactions import LedgerTransactions
from application.invoices.pay import pay
from application.steps import Asked
from tests.ledger.billing import a_payment
from tests.ledger.samples import NOON

async def main():
    ledger = LedgerTransactions(await Database.open(sys.argv[1]))
    if sys.argv[2] == "before":
        async def die(*_):
            os.kill(os.getpid(), 9)
        StoredAnswers.remember = die
    await pay(ledger, Asked("INV-1", a_payment("130.00"), "once", NOON))
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_worker_killed_around_its_commit_has_paid_once_or_not_at_all(
    billing: Billing, accounts: Accounts, url: str, when: str
) -> None:
    worker = await create_subprocess_exec(
        sys.executable, "-c", _PAYS_AND_DIES, url, when, stderr=PIPE
    )
    await worker.communicate()
    assert worker.returncode == -9
    paid = euros("0.00") if when == "before" else euros("100.00")
    assert (await billing.view()).paid == paid
    answer = await billing.act(a_payment("130.00"), key="once")
    assert answer.already == (when == "after")
    assert (answer.amount, answer.standing.settled) == (euros("100.00"), True)
    assert await _unapplied(accounts) == euros("30.00")
    async with billing.database.reading() as connection:
        for table in (payments, allocations):
            counted = await connection.execute(select(func.count()).select_from(table))
            assert counted.scalar_one() == 1
    assert len(await billing.mailed("payment_received")) == 1
