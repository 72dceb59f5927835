"""Unapplied credit: applied by itself, oldest first; paid back; never dunned while there is any."""

from datetime import date

import pytest

from domain.errors import DomainError
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.money import unapplied
from domain.notices import NoticeKind
from tests.domain.invoices.books import Books, books, refused, two_invoices
from tests.domain.invoices.building import (
    an_invoice,
    notices_of,
)
from tests.domain.requests.lives import euros


def test_credit_settles_the_oldest_open_invoice_by_itself() -> None:
    ledger = two_invoices()
    ledger.pay("700.00", "INV-2")
    ledger.apply_by_itself()
    assert [invoice.open for invoice in ledger.invoices] == [80_000, 0]
    assert ledger.unapplied == 0
    first = ledger.invoices[0]
    assert (first.events[-1].by, first.events[-1].note) == (
        "worker",
        "from unapplied credit of B-1",
    )
    (notice,) = notices_of(first, NoticeKind.CREDIT_APPLIED)
    assert notice.amount == euros("200.00")


def test_a_credit_note_on_what_was_paid_settles_the_next_invoice() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00")
    ledger.credit("600.00")
    ledger.apply_by_itself()
    assert [invoice.open for invoice in ledger.invoices] == [0, 0]
    assert ledger.unapplied == 10_000


def test_what_is_disputed_is_left_alone() -> None:
    ledger = two_invoices()
    ledger.dispute("1000.00", "INV-1")
    ledger.pay("700.00", "INV-2")
    ledger.apply_by_itself()
    assert ledger.invoices[0].state is InvoiceState.DISPUTED
    assert ledger.unapplied == 20_000


def test_a_policy_may_leave_credit_where_it_is() -> None:
    ledger = two_invoices(apply_credit_by_itself=False)
    ledger.pay("700.00", "INV-2")
    ledger.apply_by_itself()
    assert ledger.unapplied == 20_000


def test_no_more_is_paid_back_than_there_is() -> None:
    ledger = books()
    ledger.pay("1030.00", reference="B-1")
    ledger.pay("20.00", reference="B-2")
    with refused(ledger, "amount_not_acceptable"):
        ledger.refund("50.01")
    refund = ledger.refund("40.00")
    assert (ledger.unapplied, refund.parts) == (1_000, {"payment-1": 3_000, "payment-2": 1_000})
    with refused(ledger, "payment_already_recorded") as said:
        ledger.refund("1.00", "r 1")
    assert said.value.reason.endswith("each refund has its own.")
    with refused(ledger, "payment_already_recorded"):
        ledger.pay("1.00", reference="R-1")
    ledger.correct_refund(refund)
    assert ledger.unapplied == 5_000
    ledger.refund("50.00", "R-1")


def test_what_was_paid_back_is_neither_taken_back_by_the_bank_nor_corrected() -> None:
    ledger = books()
    ledger.pay("1030.00")
    ledger.refund("30.00")
    with refused(ledger, "payment_not_acceptable"):
        ledger.reverse()
    with refused(ledger, "payment_not_acceptable"):
        ledger.correct()
    with refused(ledger, "amount_not_acceptable"):
        ledger.reverse("B-1", "1000.01")
    ledger.reverse("B-1", "1000.00")
    assert ledger.invoice.open == 100_000


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_a_refund_is_more_than_nothing(amount: str) -> None:
    ledger = books()
    ledger.pay("1030.00")
    with pytest.raises(DomainError):
        ledger.refund(amount)


def test_an_invoice_dated_before_its_money_bears_no_late_charges() -> None:
    older = an_invoice(number="INV-0", amount=euros("100.00"), issued_on=date(2026, 11, 1))
    ledger = Books(older, an_invoice())
    ledger.pay("1100.00", "INV-1")
    ledger.apply_by_itself()
    assert older.state is InvoiceState.PAID
    assert older.charged == 0


def test_what_a_payment_was_to_settle_no_more_of_has_its_turn_last() -> None:
    ledger = two_invoices()
    ledger.pay("1600.00", ("INV-1", "100.00"))
    unapplied.apply_by_itself(ledger.receivables, "step-9", ledger.now, last=("INV-1",))
    assert [each.open for each in ledger.invoices] == [0, 0]
    used = [(each.invoice, each.amount) for each in ledger.receivables.journal[1:]]
    assert used == [("INV-2", 50_000), ("INV-1", 90_000)]


def test_a_letter_about_credit_that_was_applied_is_one_for_each_step() -> None:
    ledger = two_invoices()
    ledger.pay("1300.00", "INV-1")
    ledger.apply_credit("INV-2")
    (letter,) = notices_of(ledger.invoices[1], NoticeKind.CREDIT_APPLIED)
    assert letter.key == "invoice/INV-2/step-2/credit_applied"
    ledger.pay("1100.00", "INV-1")
    unapplied.apply_by_itself(ledger.receivables, "step-9", ledger.now)
    (_, second) = notices_of(ledger.invoices[1], NoticeKind.CREDIT_APPLIED)
    assert second.key == "invoice/INV-2/step-9/credit_applied"


def test_a_refusal_for_want_of_credit_names_the_account() -> None:
    ledger = two_invoices()
    with refused(ledger, "nothing_to_apply") as refusal:
        ledger.apply_credit("INV-2")
    assert refusal.value.details["account_id"] == ledger.invoice.account_id


def test_applied_credit_is_written_down_and_notified_with_what_is_left_of_it() -> None:
    ledger = two_invoices()
    ledger.pay("1600.00", "INV-1")
    ledger.apply_credit("INV-2")
    second = ledger.invoices[1]
    assert (second.events[-1].trigger, second.events[-1].amount) == ("pay", euros("500.00"))
    (letter,) = notices_of(second, NoticeKind.CREDIT_APPLIED)
    assert (letter.amount, letter.unapplied_credit) == (euros("500.00"), euros("100.00"))
