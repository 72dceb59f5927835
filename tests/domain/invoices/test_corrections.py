"""What was entered wrongly is taken back in the open, and is no reversal."""

from collections.abc import Callable

import pytest

from domain.invoices.lifecycle import InvoiceState
from domain.notices import NoticeKind
from tests.domain.invoices.books import Books, books, refused, two_invoices
from tests.domain.invoices.building import (
    BILLING,
    notices_of,
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
    with refused(ledger, "entry_unknown"):
        ledger.correct(entry)


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
