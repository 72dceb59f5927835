"""Credit notes and write-offs: who took what off an invoice, when and why."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.errors import WrongTurn
from domain.invoices.adjustments.credit_notes import hinders_credit
from domain.invoices.adjustments.write_offs import hinders_write_off
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import DisputeState, WireState
from domain.notices import NoticeKind
from tests.domain.invoices.books import books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    EU_INTEREST,
    day,
    notices_of,
    sent,
    triggers,
)
from tests.domain.requests.lives import euros


def test_a_credit_note_over_a_part_leaves_the_rest_to_pay() -> None:
    ledger = books()
    ledger.credit("300.00")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.OPEN, 70_000)
    event = ledger.invoice.events[-1]
    assert (event.trigger, event.by, event.amount, event.note) == (
        "credit",
        BILLING,
        euros("300.00"),
        "Billed twice.",
    )
    (notice,) = notices_of(ledger.invoice, NoticeKind.CREDIT_NOTE_ISSUED)
    assert (notice.amount, notice.reason, notice.unapplied_credit) == (
        euros("300.00"),
        "Billed twice.",
        None,
    )


def test_a_credit_note_over_all_of_it_ends_the_invoice() -> None:
    ledger = books()
    ledger.credit("1000.00")
    assert (ledger.invoice.state, ledger.alarm) == (InvoiceState.CREDITED, None)


def test_an_invoice_that_is_paid_in_part_and_credited_for_the_rest_is_paid() -> None:
    ledger = books()
    ledger.pay("400.00")
    ledger.credit("600.00")
    assert ledger.invoice.state is InvoiceState.PAID
    assert ledger.unapplied == 0


def test_what_was_paid_of_the_credited_part_becomes_unapplied_credit() -> None:
    ledger = books()
    payment = ledger.pay("800.00")
    ledger.credit("500.00")
    invoice = ledger.invoice
    assert (invoice.open, invoice.paid, invoice.credited) == (0, 50_000, 50_000)
    assert invoice.state is InvoiceState.PAID
    assert (payment.left, ledger.unapplied) == (30_000, 30_000)
    (notice,) = notices_of(invoice, NoticeKind.CREDIT_NOTE_ISSUED)
    assert notice.unapplied_credit == euros("300.00")


def test_the_latest_payment_is_freed_first() -> None:
    ledger = books()
    first, second = ledger.pay("600.00"), ledger.pay("400.00")
    ledger.credit("500.00")
    assert (first.left, second.left) == (10_000, 40_000)


def test_a_paid_invoice_that_is_credited_in_full_is_credited() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00")
    ledger.credit("1000.00")
    assert ledger.invoice.state is InvoiceState.CREDITED
    assert ledger.apply_credit("INV-2") == 50_000


def test_no_more_is_credited_than_was_invoiced() -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable"):
        ledger.credit("1000.01")
    ledger.credit("400.00")
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.credit("600.01")
    assert "600.00 EUR" in refusal.value.reason
    assert refusal.value.details == {"invoice": "INV-1"}


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_a_credit_note_is_over_more_than_zero(amount: str) -> None:
    ledger = books()
    with refused(ledger, "amount_not_acceptable"):
        ledger.credit(amount)


def test_an_invoice_that_was_credited_in_full_or_written_off_is_credited_no_more() -> None:
    credited, written_off = books(), books()
    credited.credit("1000.00")
    written_off.write_off()
    for ledger in (credited, written_off):
        with refused(ledger, "not_possible_now"):
            ledger.credit("1.00")


def test_a_credit_note_goes_to_what_is_disputed_first_and_upholding_credits_the_rest() -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.credit("300.00")
    assert (ledger.invoice.open, ledger.invoice.disputed) == (70_000, 10_000)
    assert ledger.uphold() == 10_000
    assert (ledger.invoice.credited, ledger.invoice.open) == (40_000, 60_000)


@pytest.mark.parametrize("credited", ["400.00", "500.00", "1000.00"])
def test_a_dispute_whose_part_is_credited_is_closed_in_the_open(credited: str) -> None:
    ledger = books()
    ledger.dispute("400.00")
    ledger.credit(credited)
    invoice = ledger.invoice
    assert (invoice.disputes[0].state, invoice.disputed) == (DisputeState.SETTLED, 0)
    assert triggers(invoice)[-2:] == ["credit", "dispute_ended"]
    for kind in (NoticeKind.DISPUTE_ENDED, NoticeKind.TEAM_DISPUTE_ENDED):
        assert len(notices_of(invoice, kind)) == 1
    with pytest.raises(WrongTurn):
        ledger.uphold()


def test_a_credit_note_ends_a_declared_payment_that_nothing_is_left_for() -> None:
    ledger = books()
    ledger.declare("1000.00")
    ledger.credit("1000.00")
    assert ledger.invoice.wires[0].state is WireState.NO_LONGER_EXPECTED


def test_a_write_off_gives_up_what_is_open_and_ends_the_clock() -> None:
    ledger = books()
    ledger.pay("300.00")
    ledger.pass_to(45)
    assert ledger.invoice.held
    assert ledger.write_off() == 70_000
    invoice = ledger.invoice
    assert (invoice.state, invoice.open, invoice.held) == (InvoiceState.WRITTEN_OFF, 0, False)
    assert ledger.alarm is None
    event = invoice.events[-1]
    assert (event.trigger, event.by, event.amount, event.note) == (
        "write_off",
        BILLING,
        euros("700.00"),
        "The company is bankrupt.",
    )


@pytest.mark.parametrize("disputed", ["1000.00", "400.00"])
def test_a_disputed_invoice_may_be_written_off_and_its_dispute_is_closed(disputed: str) -> None:
    ledger = books()
    ledger.dispute(disputed)
    ledger.write_off()
    assert ledger.invoice.state is InvoiceState.WRITTEN_OFF
    assert ledger.invoice.dispute is None
    assert ledger.invoice.disputes[0].state is DisputeState.SETTLED
    with refused(ledger, "not_waiting_for_this"):
        ledger.uphold()


def test_what_is_settled_is_not_written_off() -> None:
    ledger = books()
    ledger.pay("1000.00")
    with refused(ledger, "not_possible_now"):
        ledger.write_off()


def test_money_for_a_written_off_invoice_recovers_it_and_the_rest_is_credit() -> None:
    ledger = books()
    ledger.write_off()
    ledger.pay("1030.00")
    assert (ledger.invoice.state, ledger.unapplied) == (InvoiceState.PAID, 3_000)


def test_a_write_off_gives_up_the_interest_until_that_day_too() -> None:
    ledger = books(amount=euros("3650.00"), late_interest=EU_INTEREST, reminders=())
    ledger.pass_to(10)
    assert ledger.write_off() == 366_000
    assert ledger.invoice.charged == 1_000
    assert sent(ledger.invoice) == []


@pytest.mark.parametrize("late_interest", [None, EU_INTEREST])
def test_a_credit_note_on_a_recovered_invoice_charges_nothing_on_top(late_interest: object) -> None:
    ledger = two_invoices(late_interest=late_interest, compensation={"EUR": Decimal(40)})
    ledger.write_off()
    ledger.pass_until(ledger.now + timedelta(days=60))
    ledger.pay("1000.00", "INV-1")
    ledger.pass_until(ledger.now + timedelta(days=13))
    ledger.credit("2.08", "INV-1")
    invoice = ledger.receivables.invoices["INV-1"]
    assert (invoice.state, invoice.open, invoice.charged) == (InvoiceState.PAID, 0, 0)
    assert ledger.unapplied == 208


def test_the_interest_up_to_today_can_be_credited_though_nobody_wrote_it_down_yet() -> None:
    ledger = books(amount=euros("3650.00"), late_interest=EU_INTEREST, reminders=())
    ledger.sleep_until(day(10))
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.credit("3660.01")
    assert "3,660.00 EUR" in refusal.value.reason
    ledger.credit("3660.00")
    assert (ledger.invoice.state, ledger.invoice.open) == (InvoiceState.CREDITED, 0)


def test_a_credit_note_that_frees_nothing_says_nothing_of_other_credit() -> None:
    ledger = two_invoices()
    ledger.pay("1300.00", "INV-1")
    ledger.credit("100.00", "INV-2")
    (notice,) = notices_of(ledger.invoices[1], NoticeKind.CREDIT_NOTE_ISSUED)
    assert notice.unapplied_credit is None


def test_the_journal_says_whose_credit_note_freed_a_payment() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.credit("300.00")
    freed = ledger.receivables.journal[-1]
    assert (freed.amount, freed.by, freed.at) == (-30_000, BILLING, ledger.now)


def test_what_is_written_off_later_comes_on_top_of_what_was_before() -> None:
    ledger = books()
    ledger.pay("400.00")
    assert ledger.write_off() == 60_000
    ledger.reverse()
    assert ledger.write_off() == 40_000
    assert (ledger.invoice.written_off, ledger.invoice.open) == (100_000, 0)


def test_what_hinders_a_credit_note_or_a_write_off_has_a_name() -> None:
    ledger = books()
    assert hinders_credit(ledger.invoice) is None
    assert hinders_write_off(ledger.invoice) is None
    ledger.credit("1000.00")
    credit, write_off = hinders_credit(ledger.invoice), hinders_write_off(ledger.invoice)
    assert credit is not None
    assert write_off is not None
    assert (credit.why, write_off.why) == ("nothing_to_credit", "nothing_open")
