"""Payments in transit: reminders pause for as long as a bank takes, and resume by themselves."""

from datetime import date

import pytest

from domain.invoices.bank_days import BankCalendar
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import WireState
from domain.invoices.policy import PostingTime, WireKind
from domain.notices import Audience, NoticeKind
from domain.snapshot import Who
from tests.domain.invoices import (
    PAULA,
    SECOND,
    at,
    books,
    day,
    letters,
    local,
    refused,
    reminded,
    sent,
    skipped,
    told,
    triggers,
    two_invoices,
)
from tests.domain.requests import euros

DOMESTIC, ACH, INTERNATIONAL = WireKind


@pytest.mark.parametrize(
    ("kind", "declared", "expected"),
    [
        (DOMESTIC, "2026-11-02 12:00", "2026-11-06"),  # Monday to Friday
        (ACH, "2026-11-02 12:00", "2026-11-09"),
        (INTERNATIONAL, "2026-11-02 12:00", "2026-11-11"),
        (DOMESTIC, "2026-11-06 12:00", "2026-11-12"),  # Friday: the weekend does not count
        (DOMESTIC, "2026-11-07 12:00", "2026-11-12"),  # nor is Saturday its first day
        (DOMESTIC, "2026-12-23 12:00", "2026-12-30"),  # over Christmas
        (INTERNATIONAL, "2026-12-24 12:00", "2027-01-06"),  # and New Year
    ],
)
def test_a_wire_is_expected_within_its_bank_business_days(
    kind: WireKind, declared: str, expected: str
) -> None:
    ledger = books(reminders=())
    ledger.pass_until(at(declared))
    ledger.declare("1000.00", kind)
    (wire,) = ledger.invoice.wires
    assert wire.expected_by == date.fromisoformat(expected)
    assert wire.resumes_at > at(f"{expected} 23:59:59")


def test_a_posting_time_is_never_longer_than_the_policys_most() -> None:
    posting = PostingTime(international=20)
    assert (posting.days(INTERNATIONAL), posting.days(DOMESTIC), posting.days(ACH)) == (10, 4, 5)


def test_a_policy_may_count_the_days_of_the_payers_country() -> None:
    ledger = books(bank_days=BankCalendar.COUNTRY, issued_on=date(2027, 4, 20))
    ledger.pass_until(at("2027-04-23 12:00"))  # the Friday before King's Day, a Tuesday
    ledger.declare("1000.00", DOMESTIC)
    assert ledger.invoice.wires[0].expected_by == date(2027, 4, 30)


def test_a_declared_payment_is_told_and_written_down() -> None:
    ledger = books()
    ledger.declare("1000.00")
    event = ledger.invoice.events[-1]
    assert (event.trigger, event.by, event.note) == (
        "declare_in_transit",
        PAULA,
        "W-1, domestic, expected by 2026-11-06",
    )
    (notice,) = told(ledger.invoice, NoticeKind.WIRE_DECLARED)
    assert notice.deadline is not None
    assert (notice.amount, notice.reason, local(notice.deadline)) == (
        euros("1000.00"),
        "W-1",
        "2026-11-06 23:59",
    )


def test_reminders_pause_while_all_of_it_is_in_transit() -> None:
    ledger = books()
    ledger.pass_to(6)
    ledger.declare("1000.00")  # on Tuesday 8 December: to Monday 14
    assert ledger.ball == (Who.BILLING, "see the declared payment come in")
    until = ledger.standing.waiting_on.until
    assert until is not None
    assert local(until) == "2026-12-15 09:00"
    ledger.pass_until(until - SECOND)
    assert sent(ledger.invoice) == [1, 2, 3]
    assert ledger.invoice.in_transit == 100_000


def test_they_resume_by_themselves_at_their_hour_with_what_is_due_then() -> None:
    ledger = books()
    ledger.pass_to(6)
    ledger.declare("1000.00")
    ledger.pass_to(40)
    assert ledger.invoice.wires[0].state is WireState.NOT_ARRIVED
    assert reminded(ledger.invoice)[3:] == [
        (4, "2026-12-15 09:00"),
        (5, "2026-12-16 09:00"),
        (6, "2027-01-01 09:00"),
    ]
    customer, team = told(
        ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED, NoticeKind.TEAM_WIRE_NOT_ARRIVED
    )
    assert (customer.audience, team.audience) == (Audience.CUSTOMER, Audience.BILLING)
    assert customer.reason == team.reason == "W-1"


def test_what_was_overtaken_in_the_pause_is_skipped() -> None:
    ledger = books()
    ledger.pass_to(5)
    ledger.declare("1000.00", INTERNATIONAL)
    ledger.pass_to(30)
    assert skipped(ledger.invoice) == {4: "overtaken by a later one"}
    assert sent(ledger.invoice) == [1, 2, 3, 5, 6]


def test_an_outage_over_the_whole_pause_ends_it_with_one_letter() -> None:
    ledger = books()
    ledger.pass_to(5)
    ledger.declare("1000.00")
    before = len(letters(ledger.invoice))
    ledger.outage_until(day(40))
    assert len(letters(ledger.invoice)) == before + 1
    assert ledger.invoice.wires[0].state is WireState.NOT_ARRIVED


def test_reminders_go_on_about_what_is_not_in_transit() -> None:
    ledger = books()
    ledger.pass_to(6)
    ledger.declare("700.00")
    ledger.pass_to(7)
    assert sent(ledger.invoice) == [1, 2, 3, 4]
    (notice,) = told(ledger.invoice, NoticeKind.INVOICE_OVERDUE_AGAIN)
    assert notice.amount == euros("300.00")
    assert notice.invoice is not None
    assert notice.invoice.in_transit == euros("700.00")


def test_an_invoice_falls_due_while_its_payment_is_in_transit() -> None:
    ledger = books()
    ledger.pass_to(-1)
    ledger.declare("1000.00")
    ledger.pass_to(1)
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert sent(ledger.invoice) == [1, 2]


def test_a_wire_that_comes_in_in_full_settles_the_invoice() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.pay("1000.00", reference="W-1")
    assert ledger.invoice.state is InvoiceState.PAID
    assert ledger.invoice.wires[0].state is WireState.ARRIVED
    assert ledger.alarm is None


def test_a_wire_of_which_a_part_comes_in_pauses_nothing_any_more() -> None:
    ledger = books()
    ledger.pass_to(6)
    ledger.declare("1000.00")
    ledger.pass_to(8)
    assert sent(ledger.invoice) == [1, 2, 3]
    ledger.pay("400.00", reference="W-1")
    assert ledger.invoice.wires[0].state is WireState.ARRIVED
    assert (ledger.invoice.in_transit, ledger.invoice.chased) == (0, 60_000)
    assert sent(ledger.invoice) == [1, 2, 3, 4], "what fell due in the pause"
    ledger.pass_to(12)
    assert told(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED) == []


def test_money_under_another_reference_leaves_a_wire_in_transit_for_what_is_open() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.pay("400.00", reference="B-5")
    assert (ledger.invoice.in_transit, ledger.invoice.chased) == (60_000, 0)


def test_a_wire_is_expected_no_more_when_the_invoice_is_settled_in_another_way() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.pay("1000.00", reference="B-5")
    assert ledger.invoice.wires[0].state is WireState.NO_LONGER_EXPECTED
    ledger.pass_to(20)
    assert told(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED) == []


def test_one_wire_for_two_invoices_arrives_on_both() -> None:
    ledger = two_invoices()
    ledger.declare("1000.00", reference="W-9", number="INV-1")
    ledger.declare("500.00", reference="W-9", number="INV-2")
    ledger.pay("1500.00", "INV-1", "INV-2", reference="W-9")
    assert [each.wires[0].state for each in ledger.invoices] == [WireState.ARRIVED] * 2


@pytest.mark.parametrize("amount", ["1000.01", "0.00", "-1.00"])
def test_no_more_can_be_in_transit_than_is_open(amount: str) -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable"):
        ledger.declare(amount)


def test_two_wires_together_pause_no_more_than_is_open() -> None:
    ledger = books()
    ledger.declare("700.00", reference="W-1")
    ledger.declare("700.00", reference="W-2")
    assert (ledger.invoice.in_transit, ledger.invoice.chased) == (100_000, 0)


def test_the_same_wire_is_declared_once_even_when_it_never_arrived() -> None:
    ledger = books()
    ledger.declare("400.00")
    with refused(ledger, "payment_already_recorded"):
        ledger.declare("400.00")
    ledger.pass_to(-10)
    assert ledger.invoice.wires[0].state is WireState.NOT_ARRIVED
    with refused(ledger, "payment_already_recorded"):
        ledger.declare("400.00")


def test_what_is_settled_is_not_on_its_way() -> None:
    ledger = books()
    ledger.pay("1000.00")
    with refused(ledger, "not_waiting_for_this"):
        ledger.declare("1.00")


def test_two_wires_that_end_at_one_instant_are_both_told_of() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.declare("300.00", reference="W-2")
    ledger.pass_to(-10)
    assert [n.reason for n in told(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED)] == ["W-1", "W-2"]
    assert triggers(ledger.invoice)[-2:] == ["wire_not_arrived"] * 2


def test_a_dispute_of_the_rest_leaves_billing_with_both() -> None:
    ledger = books()
    ledger.declare("600.00")
    ledger.dispute("400.00")
    assert ledger.ball == (Who.BILLING, "see the declared payment come in")
    ledger.pass_to(-10)
    assert ledger.ball[0] is Who.CUSTOMER
