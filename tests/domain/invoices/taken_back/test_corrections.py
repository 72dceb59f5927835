"""What was entered wrongly is taken back in the open, and is no reversal."""

from collections.abc import Callable

import pytest

from domain.invoices.allocation.receivables import ChangeEntry, PaymentChange
from domain.invoices.facts import IdKind, SkipReason
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import AdjustmentMade, Undoing
from domain.notices import NoticeKind
from tests.domain.invoices.books import Books, books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    notices_of,
    skipped,
    triggers,
)
from tests.domain.requests.lives import euros


def _paid() -> Books:
    ledger = books()
    ledger.pay("400.00")
    return ledger


def _credited() -> Books:
    ledger = books()
    ledger.credit("400.00")
    return ledger


def _written_off() -> Books:
    ledger = books()
    ledger.pass_to(20)
    ledger.write_off()
    return ledger


@pytest.mark.parametrize(
    ("kept", "entry"),
    [(_paid, "payment-1"), (_credited, "credit-note-1"), (_written_off, "write-off-1")],
)
def test_a_wrong_entry_is_taken_back_with_who_and_why(
    kept: Callable[[], Books], entry: str
) -> None:
    ledger = kept()
    ledger.correct(entry)
    invoice = ledger.invoice
    assert invoice.open == 100_000
    event = next(each for each in invoice.events if each.trigger == "correct")
    assert event.by == BILLING
    assert event.ids_of(IdKind.ENTRY) == (entry,)
    assert event.said == "A typing error."
    assert event.note is not None
    assert "A typing error." in event.note
    (notice,) = notices_of(invoice, NoticeKind.INVOICE_STANDING)
    assert (notice.amount, notice.reason) == (euros("1000.00"), None)
    reversed_ = NoticeKind.PAYMENT_REVERSED, NoticeKind.TEAM_PAYMENT_REVERSED
    assert notices_of(invoice, *reversed_) == []
    ledger.receivables.adjustments = {}
    with refused(ledger, "entry_unknown"):
        ledger.correct(entry)


@pytest.mark.parametrize("entry", ["payment-2", "payment-", "B-1", "credit-note-1", "1", "-"])
def test_only_what_is_listed_can_be_corrected(entry: str) -> None:
    ledger = _paid()
    with refused(ledger, "entry_unknown") as refusal:
        ledger.correct(entry)
    assert refusal.value.details == {"entry": entry, "invoice": "INV-1"}


def test_a_corrected_payment_opens_every_invoice_that_it_settled() -> None:
    ledger = two_invoices()
    ledger.pay("1500.00", "INV-1", "INV-2")
    assert ledger.correct() == 150_000
    assert [invoice.open for invoice in ledger.invoices] == [100_000, 50_000]
    assert ledger.unapplied == 0


def test_a_write_off_that_is_taken_back_lets_the_clock_go_on() -> None:
    ledger = _written_off()
    ledger.pass_to(40)
    ledger.correct("write-off-1")
    assert ledger.invoice.state is InvoiceState.OVERDUE
    assert ledger.invoice.held


def test_a_part_that_the_bank_took_back_is_of_credit_first_then_of_what_it_settled_last() -> None:
    ledger = two_invoices()
    ledger.pay("1600.00", "INV-1", "INV-2")
    assert ledger.reverse("B-1", "60.00") == []
    assert ledger.unapplied == 4_000
    assert ledger.reverse("B-1", "100.00") == ["INV-2"]
    assert [invoice.open for invoice in ledger.invoices] == [0, 6_000]
    assert ledger.reverse("B-1", "500.00") == ["INV-1", "INV-2"]
    assert [invoice.open for invoice in ledger.invoices] == [6_000, 50_000]
    with refused(ledger, "amount_not_acceptable"):
        ledger.reverse("B-1", "940.01")
    ledger.reverse("B-1")
    assert [invoice.open for invoice in ledger.invoices] == [100_000, 50_000]
    with refused(ledger, "payment_unknown"):
        ledger.reverse("B-1")


@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_a_part_is_more_than_nothing(amount: str) -> None:
    ledger = _paid()
    with refused(ledger, "amount_not_acceptable"):
        ledger.reverse("B-1", amount)


def test_money_for_what_was_written_off_recovers_it_first() -> None:
    ledger = two_invoices()
    ledger.pass_to(20)
    ledger.write_off("INV-2")
    ledger.pay("200.00", "INV-1", "INV-2")
    second = ledger.invoices[1]
    assert (second.state, second.written_off, second.paid) == (
        InvoiceState.WRITTEN_OFF,
        30_000,
        20_000,
    )
    assert ledger.invoices[0].paid == 0
    ledger.pay("400.00", "INV-1", "INV-2")
    assert (second.state, second.written_off) == (InvoiceState.PAID, 0)
    assert ledger.invoices[0].paid == 10_000
    assert triggers(second)[-2:] == ["recover", "recover"]


def test_a_recovery_that_bounces_is_written_off_as_before() -> None:
    ledger = _written_off()
    ledger.pay("1000.00", reference="B-1")
    assert ledger.invoice.state is InvoiceState.PAID
    ledger.reverse()
    assert (ledger.invoice.state, ledger.invoice.written_off) == (InvoiceState.WRITTEN_OFF, 100_000)


def test_the_journal_says_who_took_a_payment_back_and_why() -> None:
    ledger = _paid()
    ledger.correct("payment-1")
    assert ledger.receivables.changes == [
        ChangeEntry(
            "payment-1",
            PaymentChange.CORRECTION,
            40_000,
            ledger.now,
            BILLING,
            "A typing error.",
        )
    ]


def test_the_journal_says_who_took_a_refund_back_and_why() -> None:
    ledger = books()
    ledger.pay("1300.00")
    refund = ledger.refund("200.00")
    ledger.correct_refund(refund)
    assert (refund.corrected_by, refund.correction_reason) == (BILLING, "It came back.")
    assert refund.corrected_at == ledger.now
    assert ledger.receivables.changes[-1] == ChangeEntry(
        "payment-1",
        PaymentChange.REFUND_CORRECTED,
        20_000,
        ledger.now,
        BILLING,
        "It came back.",
        "refund-1",
    )
    assert ledger.unapplied == 30_000


def test_a_payment_that_was_refunded_in_part_waits_for_the_correction_of_the_refund() -> None:
    ledger = books()
    ledger.pay("1300.00")
    ledger.refund("200.00")
    with refused(ledger, "payment_not_acceptable") as refusal:
        ledger.correct("payment-1")
    assert refusal.value.details == {"problem": "refunded"}


def test_a_corrected_payment_leaves_alone_what_was_credited_in_full_since() -> None:
    ledger = two_invoices()
    ledger.pay("1500.00", "INV-1", "INV-2")
    ledger.credit("500.00", "INV-2")
    assert ledger.correct() == 150_000
    first, second = ledger.invoices
    assert (first.open, second.open) == (100_000, 0)
    assert second.state is InvoiceState.CREDITED
    assert notices_of(second, NoticeKind.INVOICE_STANDING) == []
    assert "correct" not in triggers(second)


def test_a_payment_that_settles_nothing_is_corrected_where_somebody_found_it() -> None:
    ledger = books()
    ledger.pay("1000.00")
    ledger.credit("1000.00")
    assert ledger.correct("payment-1") == 100_000
    event = ledger.invoice.events[-1]
    assert (event.kind, event.by, event.at) == ("correct", BILLING, ledger.now)
    assert (event.amount, event.said) == (euros("0.00"), "A typing error.")
    assert event.ids_of(IdKind.ENTRY) == ("payment-1",)
    assert event.ids_of(IdKind.BANK_REFERENCE) == ("B-1",)
    assert notices_of(ledger.invoice, NoticeKind.INVOICE_STANDING) == []


def test_a_payment_that_settles_something_is_written_down_there_alone() -> None:
    ledger = two_invoices()
    ledger.pay("400.00", "INV-1")
    ledger.correct("payment-1")
    first, second = ledger.invoices
    assert triggers(first).count("correct") == 1
    assert "correct" not in triggers(second)


def test_of_two_credit_notes_the_named_one_is_taken_back() -> None:
    ledger = books()
    ledger.credit("400.00")
    ledger.credit("0.01")
    assert ledger.correct("credit-note-2") == 1
    assert (ledger.invoice.credited, ledger.invoice.open) == (40_000, 60_000)
    assert ledger.invoice.events[-1].amount == euros("0.01")


@pytest.mark.parametrize(
    ("kept", "entry", "made"),
    [
        (
            _credited,
            "credit-note-1",
            AdjustmentMade(Undoing.CREDIT_NOTE_CORRECTED, 40_000, "credit-note-1"),
        ),
        (
            _written_off,
            "write-off-1",
            AdjustmentMade(Undoing.WRITE_OFF_CORRECTED, 100_000, "write-off-1"),
        ),
    ],
)
def test_what_takes_an_entry_back_names_it(
    kept: Callable[[], Books], entry: str, made: AdjustmentMade
) -> None:
    ledger = kept()
    ledger.correct(entry)
    assert ledger.invoice.adjusted[-1] == made


def test_what_was_recovered_of_a_corrected_write_off_is_simply_paid() -> None:
    ledger = _written_off()
    ledger.pay("400.00", reference="B-1")
    assert ledger.invoice.recovered == 40_000
    assert ledger.correct("write-off-1") == 60_000
    invoice = ledger.invoice
    assert (invoice.open, invoice.paid) == (60_000, 40_000)
    assert (invoice.written_off, invoice.recovered) == (0, 0)
    ledger.reverse("B-1")
    assert (invoice.open, invoice.written_off) == (100_000, 0)


def test_a_write_off_that_was_recovered_in_full_has_nothing_left_to_correct() -> None:
    ledger = _written_off()
    ledger.pay("1000.00", reference="B-1")
    with refused(ledger, "entry_unknown") as refusal:
        ledger.correct("write-off-1")
    assert refusal.value.details == {"entry": "write-off-1", "invoice": "INV-1"}


def test_reminders_that_passed_while_it_was_credited_are_not_made_up_for() -> None:
    ledger = books()
    ledger.pass_to(-20)
    ledger.credit("1000.00")
    ledger.pass_to(8)
    ledger.correct("credit-note-1")
    assert skipped(ledger.invoice) == dict.fromkeys([1, 2, 3, 4], SkipReason.WAS_SETTLED)
