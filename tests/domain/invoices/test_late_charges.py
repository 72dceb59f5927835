"""What late payment costs as of a day: from when, up to when, at least how much, and on what."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.invoices.late_charges import (
    Charges,
    charges_on,
    holds_until,
    late_from,
    open_on,
    owed_at_least,
    standing_charges,
)
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import Received
from domain.invoices.policy import WireKind
from tests.domain.invoices.books import Books, books
from tests.domain.invoices.building import DUE_ON, EU_INTEREST, an_invoice, at, triggers
from tests.domain.requests.lives import euros

A_DAY = 100
"""What 3,650.00 bear a day, at 10 %."""
FORTY = {"EUR": Decimal(40)}
ONE = timedelta(days=1)


def bearing(**changes: Any) -> Books:
    fields: dict[str, Any] = {
        "amount": euros("3650.00"),
        "late_interest": EU_INTEREST,
        "reminders": (),
        "hold_after_days": None,
        **changes,
    }
    return books(**fields)


def late(days: int) -> date:
    return DUE_ON + days * ONE


def test_nothing_is_charged_on_the_due_date_and_one_day_the_day_after() -> None:
    invoice = bearing(compensation=FORTY).invoice
    assert charges_on(invoice, late(0)) == Charges(0, 0)
    assert charges_on(invoice, late(1)) == Charges(A_DAY, 4_000)
    assert charges_on(invoice, late(1)).total == 4_100
    assert charges_on(invoice, late(30)) == Charges(30 * A_DAY, 4_000)


def test_an_invoice_that_is_issued_late_is_late_from_its_day_of_issue() -> None:
    assert late_from(an_invoice()) == DUE_ON
    back = an_invoice(now=at("2026-12-12 12:00"))
    assert late_from(back) == date(2026, 12, 12)
    same_day = an_invoice(now=at(f"{DUE_ON} 23:59"))
    assert late_from(same_day) == DUE_ON


def test_money_stops_interest_from_the_day_after_its_value_date() -> None:
    invoice = bearing().invoice
    half = [Received(on=late(4), amount=182_500)]
    assert charges_on(invoice, late(4), half).interest == 4 * A_DAY
    assert charges_on(invoice, late(6), half).interest == 5 * A_DAY
    too_much = [Received(on=late(4), amount=999_999)]
    assert charges_on(invoice, late(40), too_much).interest == 4 * A_DAY


@pytest.mark.parametrize(("left", "charges"), [(100, Charges(0, 0)), (101, Charges(0, 4_000))])
def test_what_is_no_more_than_the_tolerance_bears_nothing(left: int, charges: Charges) -> None:
    invoice = bearing(compensation=FORTY).invoice
    in_time = [Received(on=late(0), amount=365_000 - left)]
    assert charges_on(invoice, late(1), in_time) == charges


def test_interest_on_what_is_just_above_the_tolerance_runs() -> None:
    invoice = bearing().invoice
    above = [Received(on=late(0), amount=365_000 - 101)]
    within = [Received(on=late(0), amount=365_000 - 100)]
    assert charges_on(invoice, late(365), above).interest == 10
    assert charges_on(invoice, late(365), within).interest == 0


def test_a_dispute_stops_interest_from_the_day_after_it_began_to_the_day_it_ended() -> None:
    ledger = bearing()
    ledger.pass_to(2)
    ledger.dispute("3650.00")
    ledger.pass_to(6)
    ledger.reject()
    days = [charges_on(ledger.invoice, late(day)).interest // A_DAY for day in range(1, 9)]
    assert days == [1, 2, 2, 2, 2, 2, 3, 4]


def test_the_grace_after_a_dispute_puts_off_the_compensation_and_no_interest() -> None:
    ledger = bearing(compensation=FORTY, dispute_grace_days=5)
    ledger.pass_to(-1)
    ledger.dispute("3650.00")
    ledger.pass_to(2)
    ledger.reject()
    charges = [charges_on(ledger.invoice, late(day)) for day in (2, 3, 7, 8)]
    assert [each.compensation for each in charges] == [0, 0, 0, 4_000]
    assert [each.interest // A_DAY for each in charges] == [0, 1, 5, 6]


def test_a_declared_wire_puts_off_the_compensation_to_the_day_it_is_expected_by() -> None:
    ledger = bearing(compensation=FORTY)
    ledger.pass_to(-1)
    ledger.declare("3650.00", WireKind.DOMESTIC)
    (wire,) = ledger.invoice.wires
    assert charges_on(ledger.invoice, wire.expected_by).compensation == 0
    assert charges_on(ledger.invoice, wire.expected_by + ONE).compensation == 4_000
    assert charges_on(ledger.invoice, late(1)).interest == A_DAY, "interest runs all the same"


def test_what_is_open_on_a_day_has_the_charges_of_that_day_whatever_is_written_down() -> None:
    ledger = bearing()
    assert open_on(ledger.invoice, late(3)) == 365_000 + 3 * A_DAY
    ledger.sleep_until(at(f"{late(3)} 09:00"))
    ledger.pay("100.00")
    assert ledger.invoice.charged == 3 * A_DAY
    assert open_on(ledger.invoice, late(2)) == 365_000 + 2 * A_DAY - 10_000
    assert open_on(ledger.invoice, late(3)) == ledger.invoice.open


def test_a_settled_invoice_costs_nothing_more() -> None:
    ledger = bearing()
    ledger.pay("3650.00")
    assert open_on(ledger.invoice, late(500)) == 0
    assert holds_until(ledger.invoice, late(500)) is None


def test_what_was_paid_of_the_charges_already_stands() -> None:
    invoice = an_invoice(amount=euros("3650.00"), late_interest=EU_INTEREST)
    assert standing_charges(invoice, Charges(300, 4_000)) == 4_300
    invoice.paid = 365_000 + 5_000
    assert standing_charges(invoice, Charges(300, 4_000)) == 5_000
    assert owed_at_least(invoice, Charges(300, 4_000)) == 4_300, "payments may make room"
    invoice.paid = 365_000 + 4_299
    assert standing_charges(invoice, Charges(300, 4_000)) == 4_300


def test_money_and_what_was_let_go_stand_together() -> None:
    invoice = an_invoice(amount=euros("3650.00"), late_interest=EU_INTEREST)
    invoice.paid, invoice.credited = 364_000, 1_200
    assert standing_charges(invoice, Charges(100)) == 200
    invoice.credited, invoice.written_off = 0, 1_200
    assert standing_charges(invoice, Charges(100)) == 200


def test_what_was_credited_of_the_charges_already_stands() -> None:
    invoice = an_invoice(amount=euros("3650.00"), late_interest=EU_INTEREST)
    invoice.credited = 365_000 + 200
    assert owed_at_least(invoice, Charges(100)) == 200
    assert standing_charges(invoice, Charges(100)) == 200
    invoice.credited = 365_000
    assert owed_at_least(invoice, Charges(100)) == 100


def test_once_something_was_given_up_nothing_that_had_been_charged_is_given_back() -> None:
    invoice = an_invoice(amount=euros("3650.00"), late_interest=EU_INTEREST)
    invoice.charged, invoice.written_off = 700, 1
    assert owed_at_least(invoice, Charges(100)) == 700
    assert owed_at_least(invoice, Charges(800)) == 800
    invoice.written_off = 0
    assert owed_at_least(invoice, Charges(100)) == 100


def test_what_was_written_off_of_the_charges_already_stands() -> None:
    invoice = an_invoice(amount=euros("3650.00"), late_interest=EU_INTEREST)
    invoice.written_off = 365_000 + 900
    assert owed_at_least(invoice, Charges(100)) == 900


def test_charges_are_given_back_down_to_what_was_paid_of_them_and_no_further() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("3655.00", reference="LATE")
    assert (ledger.invoice.charged, ledger.invoice.open) == (10 * A_DAY, 5 * A_DAY)
    ledger.credit("3655.00")
    assert (ledger.invoice.charged, ledger.invoice.open) == (5 * A_DAY, 0)
    assert ledger.invoice.state is not InvoiceState.OVERDUE
    assert triggers(ledger.invoice).count("give_back_charge") == 1


def test_what_is_open_holds_until_the_day_before_it_grows() -> None:
    invoice = bearing(tolerance=Decimal(0)).invoice
    assert holds_until(invoice, late(-20)) == DUE_ON
    assert holds_until(invoice, late(0)) == DUE_ON
    assert holds_until(invoice, late(3)) == late(3)


def test_what_bears_less_than_half_a_cent_a_day_holds_for_days() -> None:
    invoice = bearing(amount=euros("9.00"), tolerance=Decimal(0)).invoice
    assert [open_on(invoice, late(day)) for day in (1, 2, 3, 5, 6)] == [900, 900, 901, 901, 901]
    assert holds_until(invoice, late(0)) == late(2)
    assert holds_until(invoice, late(3)) == late(6)


def test_compensation_alone_makes_what_is_open_grow_once() -> None:
    invoice = bearing(late_interest=None, compensation=FORTY).invoice
    assert holds_until(invoice, late(-3)) == DUE_ON
    assert holds_until(invoice, late(1)) is None, "it grows no more"


def test_what_is_given_back_is_written_down_with_its_amount_and_why() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("1.00")
    ledger.credit("1825.00")
    event = next(each for each in ledger.invoice.events if each.trigger == "give_back_charge")
    assert (event.by, event.amount) == ("worker", euros("5.00"))
    assert event.note == f"Late interest up to {late(10)}: not owed"


def test_a_credit_note_frees_what_had_been_paid_of_it_and_of_the_charges_on_it() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("3655.00")
    ledger.credit("365.00")
    assert (ledger.invoice.charged, ledger.invoice.open) == (9 * A_DAY, 0)
    assert ledger.unapplied == 365_500 - (365_000 - 36_500) - 9 * A_DAY


def test_what_was_settled_and_is_credited_after_keeps_the_charges_on_the_rest() -> None:
    ledger = bearing(compensation=FORTY)
    ledger.pass_to(10)
    ledger.pay("3700.00")
    assert (ledger.invoice.charged, ledger.invoice.open) == (5_000, 0)
    ledger.pass_to(30)
    ledger.credit("1825.00")
    assert ledger.invoice.charged == 4_000 + 5 * A_DAY, "the compensation and half the interest"
    assert ledger.unapplied == 182_500 + 5 * A_DAY


def test_money_of_the_next_day_does_not_stop_interest_a_day_early() -> None:
    invoice = bearing().invoice
    parts = [Received(on=late(3), amount=182_500), Received(on=late(4), amount=91_250)]
    assert charges_on(invoice, late(4), parts).interest == 350
    assert charges_on(invoice, late(5), parts).interest == 375


def test_what_was_paid_in_time_costs_nothing_even_without_a_tolerance() -> None:
    invoice = bearing(compensation=FORTY, tolerance=Decimal(0)).invoice
    in_time = [Received(on=late(0), amount=365_000)]
    assert charges_on(invoice, late(3650), in_time) == Charges(0, 0)
    one_cent_short = [Received(on=late(0), amount=364_999)]
    assert charges_on(invoice, late(1), one_cent_short).compensation == 4_000


def test_what_was_written_off_or_credited_bears_nothing() -> None:
    invoice = bearing().invoice
    invoice.written_off = 182_500
    assert charges_on(invoice, late(10)).interest == 500
    invoice.credited = 91_250
    assert charges_on(invoice, late(10)).interest == 250


def test_the_day_on_which_a_dispute_begins_bears_interest_and_that_on_which_it_ends_none() -> None:
    ledger = bearing()
    ledger.pass_to(2)
    ledger.dispute("3650.00")
    ledger.pass_to(3)
    ledger.reject()
    cent = [Received(on=late(1), amount=1)]
    assert [charges_on(ledger.invoice, late(day), cent).interest for day in (2, 3, 4)] == [
        200, 200, 300
    ]  # fmt: skip


def test_a_dispute_after_one_that_was_upheld_stops_interest_like_the_first() -> None:
    ledger = bearing()
    ledger.dispute("1825.00")
    ledger.uphold()
    ledger.dispute("1825.00")
    ledger.pass_to(20)
    assert charges_on(ledger.invoice, late(20)).interest == 0


def test_what_is_in_grace_and_what_is_disputed_are_set_aside_together() -> None:
    ledger = bearing(compensation=FORTY, dispute_grace_days=5)
    ledger.pass_to(-1)
    ledger.dispute("1825.00")
    ledger.reject()
    ledger.dispute("1825.00")
    assert charges_on(ledger.invoice, late(4)).compensation == 0
    assert charges_on(ledger.invoice, late(5)).compensation == 4_000


def test_a_wire_that_is_declared_late_keeps_no_compensation_away() -> None:
    ledger = bearing(compensation=FORTY)
    ledger.sleep_until(at(f"{late(1)} 09:00"))
    ledger.declare("3650.00", WireKind.DOMESTIC)
    assert charges_on(ledger.invoice, late(1)).compensation == 4_000


def test_a_declared_wire_may_come_on_the_very_day_it_is_expected_by() -> None:
    ledger = bearing(compensation=FORTY)
    ledger.pass_to(-1)
    ledger.declare("3650.00", WireKind.DOMESTIC)
    expected = ledger.invoice.wires[0].expected_by
    cent = [Received(on=expected - ONE, amount=1)]
    assert charges_on(ledger.invoice, expected, cent).compensation == 0


def test_a_dispute_that_payment_settled_leaves_no_grace_once_the_payment_bounces() -> None:
    ledger = bearing(compensation=FORTY, dispute_grace_days=5)
    ledger.pass_to(-1)
    ledger.dispute("3650.00")
    ledger.pay("3650.00", reference="B-1")
    ledger.reverse("B-1")
    assert charges_on(ledger.invoice, late(1)).compensation == 4_000


def test_a_compensation_that_was_credited_was_charged_all_the_same() -> None:
    ledger = books(compensation=FORTY)
    ledger.pass_to(1)
    ledger.credit("1040.00")
    assert [(each.kind, each.amount) for each in ledger.invoice.charges] == [
        ("compensation", 4_000)
    ]
    assert ledger.invoice.state is InvoiceState.CREDITED


def test_a_cent_is_charged_like_any_other_amount() -> None:
    ledger = books(compensation={"EUR": Decimal("0.01")})
    ledger.pass_to(1)
    assert [(each.kind, each.amount) for each in ledger.invoice.charges] == [("compensation", 1)]


def test_interest_says_since_when_only_where_some_was_charged_on_an_earlier_late_day() -> None:
    ledger = bearing()
    ledger.pass_to(0)
    ledger.pay("1.00")
    ledger.sleep_until(at(f"{late(10)} 09:00"))
    ledger.pay("1824.00", reference="BOUNCES", value_date=DUE_ON)
    ledger.reverse("BOUNCES")
    assert [each.why for each in ledger.invoice.charges] == [f"Late interest up to {late(10)}"] * 2
    ledger.pass_to(12)
    ledger.pay("1.00")
    assert ledger.invoice.charges[-1].why == f"Late interest up to {late(12)} since {late(10)}"


def test_what_is_given_back_says_why_where_charges_are_listed() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("1.00")
    ledger.credit("1825.00")
    assert ledger.invoice.charges[-1].kind == "charge_given_back"
    assert ledger.invoice.charges[-1].why == f"Late interest up to {late(10)}: not owed"


def test_a_credit_note_on_what_is_open_frees_no_money() -> None:
    ledger = books()
    ledger.pay("400.00")
    ledger.credit("100.00")
    assert (ledger.invoice.open, ledger.unapplied) == (50_000, 0)
    assert len(ledger.receivables.journal) == 1


def test_a_credit_note_goes_to_what_is_disputed_first() -> None:
    ledger = books()
    ledger.dispute("300.00")
    ledger.credit("100.00")
    ledger.credit("50.00")
    (held,) = ledger.invoice.disputes
    assert (held.credited, held.left, ledger.invoice.disputed) == (15_000, 15_000, 15_000)


def test_what_is_charged_is_written_down_with_its_amount_and_up_to_when() -> None:
    ledger = bearing()
    ledger.pass_to(10)
    ledger.pay("1.00")
    event = next(each for each in reversed(ledger.invoice.events) if each.trigger == "charge")
    assert (event.by, event.amount, event.day) == ("worker", euros("9.00"), late(10))
    assert event.note == f"Late interest up to {late(10)} since {late(1)}"
    assert (event.codes, ledger.invoice.charges[-1].kind) == (("late_interest",), "late_interest")
    fixed = books(compensation=FORTY)
    fixed.pass_to(1)
    event = next(each for each in fixed.invoice.events if each.trigger == "charge")
    assert event.codes == ("compensation",)
