"""The ledger, too, counts money from its value date, in whatever order it is written down."""

from datetime import date, timedelta
from itertools import permutations
from typing import Any

from sqlalchemy import select

from adapters.ledger.invoices.tables import invoice_adjustments
from domain.invoices.lifecycle import InvoiceState
from tests.ledger.billing import DUE_ON, TEN_DAYS_LATE, Billing, a_payment, shares
from tests.ledger.samples import NOON, euros

EU: dict[str, Any] = {
    "late_interest": {"reference_rates": {"2026-07-01": "2.15"}},
    "compensation": {"EUR": "40.00"},
}
CAME_IN = (("600.00", -1), ("100.00", 5), ("150.00", 12))
MUCH_LATER = TEN_DAYS_LATE + timedelta(days=30)


def _on(day: int) -> date:
    return DUE_ON + timedelta(days=day)


async def test_payments_in_every_order_of_recording_come_to_the_same(billing: Billing) -> None:
    outcomes = set()
    for place, order in enumerate(permutations(CAME_IN)):
        number = f"ORDER-{place}"
        await billing.issue(number, "1000.00", policy=EU)
        await billing.fire_alarms(number, TEN_DAYS_LATE)
        for amount, day in order:
            command = a_payment(amount, f"{number} {day}", value_date=_on(day))
            await billing.act(command, number, TEN_DAYS_LATE + timedelta(days=2))
        view = await billing.queries.view(number, MUCH_LATER)
        outcomes.add((view.open, view.late_charges, view.paid, view.holds_until))
        statement = await billing.queries.statement(view.account, NOON)
        assert statement.exposures[0].unapplied_credit == euros("0.00")
    assert len(outcomes) == 1


async def test_one_wire_settles_each_of_its_invoices_and_gives_back_what_was_charged(
    billing: Billing,
) -> None:
    await billing.issue("ONE", "1000.00", policy=EU)
    await billing.issue("TWO", "500.00", policy=EU)
    for number in ("ONE", "TWO"):
        await billing.fire_alarms(number, TEN_DAYS_LATE)
        assert (await billing.view(number)).late_charges.amount > 40
    wire = a_payment("1500.00", value_date=DUE_ON, shares=shares("ONE", "TWO"))
    await billing.act(wire, "ONE", TEN_DAYS_LATE)
    for number in ("ONE", "TWO"):
        view = await billing.view(number)
        assert (view.state, view.open, view.late_charges) == (
            InvoiceState.PAID,
            euros("0.00"),
            euros("0.00"),
        )
    async with billing.database.reading() as connection:
        kinds = await connection.execute(select(invoice_adjustments.c.kind))
        assert sorted(kinds.scalars()) == sorted(
            ["late_interest", "compensation", "charge_given_back", "charge_given_back"] * 2
        )


async def test_earlier_money_takes_the_place_of_later_money_of_another_step(
    billing: Billing,
) -> None:
    await billing.issue("LATE", "1000.00", policy=EU)
    shown = (await billing.queries.view("LATE", TEN_DAYS_LATE)).open
    late = a_payment(str(shown.amount), "LATE MONEY", value_date=_on(10))
    assert (await billing.act(late, "LATE", TEN_DAYS_LATE)).standing.settled
    in_time = a_payment("1000.00", "IN TIME", value_date=_on(0))
    answer = await billing.act(in_time, "LATE", TEN_DAYS_LATE)
    assert (answer.standing.settled, answer.amount) == (True, euros("1000.00"))
    view = await billing.view("LATE")
    settled = {payment.bank_reference: payment.settled for payment in view.payments}
    assert settled == {"LATE MONEY": euros("0.00"), "IN TIME": euros("1000.00")}
    assert view.late_charges == euros("0.00")


async def test_earlier_money_for_several_takes_the_place_of_later_money_on_each_of_them(
    billing: Billing,
) -> None:
    await billing.issue("ONE", "100.00", policy=EU)
    await billing.issue("TWO", "1000.00", policy=EU)
    charged = (await billing.queries.view("TWO", TEN_DAYS_LATE)).open
    late = a_payment(str(charged.amount), "LATE MONEY", value_date=_on(10))
    await billing.act(late, "TWO", TEN_DAYS_LATE)
    in_time = a_payment("1100.00", "IN TIME", value_date=_on(0), shares=shares("ONE", "TWO"))
    answer = await billing.act(in_time, "ONE", TEN_DAYS_LATE)
    assert (answer.amount, answer.touched) == (euros("1100.00"), ("TWO",))
    view = await billing.view("TWO")
    settled = {payment.bank_reference: payment.settled for payment in view.payments}
    assert settled == {"LATE MONEY": euros("0.00"), "IN TIME": euros("1000.00")}
    assert view.late_charges == euros("0.00")


async def test_a_wire_without_an_instruction_settles_what_nobody_disputes_first(
    billing: Billing,
) -> None:
    await billing.issue("INV-1")
    await billing.issue("OLD", issued_on=date(2026, 10, 1))
    await billing.dispute("100.00", "OLD", NOON)
    account = (await billing.view("OLD")).account
    assert await billing.queries.reached_by(account, euros("60.00")) == ["INV-1"]
    assert await billing.queries.reached_by(account, euros("160.00")) == ["INV-1", "OLD"]
