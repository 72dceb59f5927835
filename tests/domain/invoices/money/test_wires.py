"""Payments in transit: reminders pause for as long as a bank takes, and resume by themselves."""

from contextlib import suppress
from datetime import date, timedelta

import pytest

from domain.errors import DomainError
from domain.invoices.facts import SkipReason
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import WireState
from domain.invoices.policy import PostingTime, WireKind
from domain.invoices.view import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.notices import Audience, NoticeKind
from domain.turns import Who
from domain.values.bank_days import BankCalendar, bank_days_after
from tests.domain.invoices.books import Books, books, refused, two_invoices
from tests.domain.invoices.building import (
    DUE_ON,
    EU_INTEREST,
    PAULA,
    SECOND,
    at,
    day,
    letters,
    local,
    notices_of,
    reminded,
    sent,
    skipped,
    triggers,
)
from tests.domain.requests.lives import euros

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


def shown_of(ledger: Books) -> InvoiceView:
    return view_of(ledger.invoice, (), (), on_hold=False, now=ledger.now)


def test_all_that_is_shown_as_open_can_be_declared_the_interest_since_the_last_step_too() -> None:
    ledger = books(amount=euros("3650.00"), late_interest=EU_INTEREST)
    ledger.pass_to(10)  # the last reminder was three days ago
    shown = shown_of(ledger)
    assert (shown.open, shown.declarable) == (euros("3660.00"), euros("3660.00"))
    with refused(ledger, "amount_not_acceptable"):
        ledger.declare("3660.01")
    ledger.declare("3660.00")
    assert (shown_of(ledger).declarable, ledger.invoice.chased) == (euros("0.00"), 0)


def test_a_declared_payment_is_notified_and_written_down() -> None:
    ledger = books()
    ledger.declare("1000.00")
    event = ledger.invoice.events[-1]
    assert (event.trigger, event.by, event.note) == (
        "declare_in_transit",
        PAULA,
        "W-1, domestic, expected by 2026-11-06",
    )
    (notice,) = notices_of(ledger.invoice, NoticeKind.WIRE_DECLARED)
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
    assert ledger.assigned == (Who.BILLING, "see the declared payment come in")
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
    customer, team = notices_of(
        ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED, NoticeKind.TEAM_WIRE_NOT_ARRIVED
    )
    assert (customer.audience, team.audience) == (Audience.CUSTOMER, Audience.BILLING)
    assert customer.reason == team.reason == "W-1"


def test_what_was_overtaken_in_the_pause_is_skipped() -> None:
    ledger = books()
    ledger.pass_to(5)
    ledger.declare("1000.00", INTERNATIONAL)
    ledger.pass_to(30)
    assert skipped(ledger.invoice) == {4: SkipReason.OVERTAKEN}
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
    (notice,) = notices_of(ledger.invoice, NoticeKind.INVOICE_OVERDUE_AGAIN)
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
    assert notices_of(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED) == []


def test_money_under_another_reference_leaves_a_wire_in_transit_for_what_is_open() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.pay("400.00", reference="B-5")
    assert (ledger.invoice.in_transit, ledger.invoice.chased) == (60_000, 0)


def test_a_wire_is_expected_no_more_when_the_invoice_is_settled_in_another_way() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.pay("400.00", reference="B-5")
    ledger.pay("600.00", reference="B-6")
    assert ledger.invoice.wires[0].state is WireState.NO_LONGER_EXPECTED
    ledger.pass_to(20)
    assert notices_of(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED) == []


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


def test_two_wires_together_are_no_more_than_is_open() -> None:
    ledger = books()
    ledger.declare("700.00", reference="W-1")
    with refused(ledger, "amount_not_acceptable"):
        ledger.declare("300.01", reference="W-2")
    ledger.declare("300.00", reference="W-2")
    assert (ledger.invoice.in_transit, ledger.invoice.chased) == (100_000, 0)


def test_what_did_not_come_pauses_nothing_again_without_billings_word() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.pass_to(-10)
    with refused(ledger, "wire_needs_billing"):
        ledger.declare("600.01", reference="W-2")
    ledger.declare("600.00", reference="W-2")
    with refused(ledger, "wire_needs_billing"):
        ledger.declare("0.01", reference="W-3")
    ledger.declare("400.00", reference="W-3", again=True)
    assert (ledger.invoice.in_transit, ledger.invoice.chased) == (100_000, 0)


def test_the_same_wire_that_did_not_come_can_be_declared_with_billings_word() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.pass_to(-10)
    ledger.declare("400.00", reference="w 1", again=True)
    ledger.pass_to(40)
    missed = notices_of(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED)
    assert len({notice.key for notice in missed}) == len(missed) == 2


def test_a_cent_that_comes_in_is_not_the_wire_that_was_declared() -> None:
    ledger = books()
    ledger.declare("1000.00", reference="W-1")
    ledger.pay("0.01", reference="W-1")
    assert ledger.invoice.wires[0].state is WireState.ARRIVED
    with refused(ledger, "wire_needs_billing"):
        ledger.declare("999.99", reference="W-2")


@pytest.mark.parametrize("reference", ["W-1", "w1", " W 1", "NOTPROVIDED/77"])
@pytest.mark.parametrize("when", [-10, 0, 20])
def test_a_payment_is_matched_with_its_declaration_by_reference_or_amount(
    reference: str, when: int
) -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.pass_to(when)
    ledger.pay("400.00", reference=reference)
    assert ledger.invoice.wires[0].state is WireState.ARRIVED
    ledger.declare("600.00", reference="W-2")


def test_of_two_declarations_the_oldest_of_the_amount_has_come_in() -> None:
    ledger = books()
    for reference in ("W-1", "W-2", "W-3"):
        ledger.declare("200.00" if reference == "W-1" else "300.00", reference=reference)
    ledger.pay("300.00", reference="BANK-1")
    states = [wire.state for wire in ledger.invoice.wires]
    assert states == [WireState.IN_TRANSIT, WireState.ARRIVED, WireState.IN_TRANSIT]


def test_a_declaration_every_four_days_keeps_neither_reminders_nor_the_hold_away() -> None:
    ledger = books()
    for overdue in range(0, 57, 4):
        ledger.pass_to(overdue)
        with suppress(DomainError):
            ledger.declare("1000.00", reference=f"W-{overdue}")
    assert sent(ledger.invoice) == [1, 2, 4, 5, 6]
    assert ledger.invoice.held


@pytest.mark.parametrize("kind", list(WireKind))
def test_no_word_of_billings_keeps_a_hold_away_longer_than_one_posting_time(kind: WireKind) -> None:
    ledger = books()
    ledger.pass_to(14)
    for tries in range(60):
        with suppress(DomainError):
            ledger.declare("1000.00", kind, reference=f"W-{tries}", again=True)
        ledger.pass_until(ledger.now + timedelta(days=1))
        if ledger.invoice.held:
            break
    policy = ledger.invoice.policy
    last = bank_days_after(
        DUE_ON + timedelta(days=16), policy.posting.days(kind), policy.bank_days, "NL"
    )
    assert ledger.invoice.held
    assert ledger.now <= at(f"{last + timedelta(days=2)} 09:00")


def test_one_wire_declared_on_the_day_of_the_hold_keeps_it_away_for_its_own_posting_time() -> None:
    ledger = books()
    ledger.pass_to(15, 23)
    ledger.declare("1000.00", WireKind.INTERNATIONAL)
    held_at = ledger.invoice.wires[0].resumes_at
    ledger.pass_until(held_at - SECOND)
    assert not ledger.invoice.held
    ledger.pass_until(held_at + timedelta(days=1))
    assert ledger.invoice.held


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


def test_two_wires_that_end_at_one_instant_are_both_notified() -> None:
    ledger = books()
    ledger.declare("400.00", reference="W-1")
    ledger.declare("300.00", reference="W-2")
    ledger.pass_to(-10)
    assert [n.reason for n in notices_of(ledger.invoice, NoticeKind.WIRE_NOT_ARRIVED)] == [
        "W-1",
        "W-2",
    ]
    assert triggers(ledger.invoice)[-2:] == ["wire_not_arrived"] * 2


def test_a_dispute_of_the_rest_leaves_billing_with_both() -> None:
    ledger = books()
    ledger.declare("600.00")
    ledger.dispute("400.00")
    assert ledger.assigned == (Who.BILLING, "see the declared payment come in")
    ledger.pass_to(-10)
    assert ledger.assigned[0] is Who.CUSTOMER
