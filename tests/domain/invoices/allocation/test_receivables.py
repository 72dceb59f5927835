"""The journals of money: every entry says who moved how much, when, and why."""

from domain.invoices.allocation.receivables import PaymentChange
from domain.turns import WORKER
from tests.domain.invoices.books import Books, two_invoices
from tests.domain.invoices.building import BILLING


def journal(ledger: Books) -> list[tuple[str, str, int, str, str]]:
    """Of what settles what; every entry is of the moment at which it was made."""
    return [(e.payment, e.invoice, e.amount, e.by, e.why) for e in ledger.receivables.journal]


def changes(ledger: Books) -> list[tuple[str, PaymentChange, int, str, str]]:
    return [(e.payment, e.kind, e.amount, e.by, e.why) for e in ledger.receivables.changes]


def test_a_payment_is_in_the_journal_for_each_invoice_that_it_settles() -> None:
    ledger = two_invoices()
    ledger.pay("1200.00", "INV-1", "INV-2")
    assert journal(ledger) == [
        ("payment-1", "INV-1", 100_000, BILLING, "payment"),
        ("payment-1", "INV-2", 20_000, BILLING, "payment"),
    ]
    assert {entry.at for entry in ledger.receivables.journal} == {ledger.now}


def test_credit_that_is_applied_says_by_whom() -> None:
    ledger = two_invoices()
    ledger.pay("1100.00", "INV-1")
    ledger.pass_to(-5)
    ledger.apply_credit("INV-2")
    assert journal(ledger)[-1] == ("payment-1", "INV-2", 10_000, BILLING, "credit applied")
    assert ledger.receivables.journal[-1].at == ledger.now
    ledger.pay("50.00", "INV-1")
    ledger.apply_by_itself()
    assert journal(ledger)[-1] == ("payment-2", "INV-2", 5_000, WORKER, "credit applied")
    assert ledger.receivables.journal[-1].at == ledger.now


def test_what_a_credit_note_frees_is_taken_from_the_invoice_in_the_name_of_who_credits() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00", "INV-1")
    ledger.pass_to(-5)
    ledger.credit("300.00", "INV-1")
    assert journal(ledger)[-1] == ("payment-1", "INV-1", -30_000, BILLING, "credit note")
    assert ledger.receivables.journal[-1].at == ledger.now


def test_what_the_bank_takes_back_is_in_both_journals() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00", "INV-1", reference="B-1")
    ledger.pass_to(-5)
    ledger.reverse("B-1", "400.00")
    entry = ledger.receivables.journal[-1]
    assert (entry.invoice, entry.amount, entry.by, entry.at) == (
        "INV-1", -40_000, BILLING, ledger.now
    )  # fmt: skip
    assert changes(ledger) == [
        ("payment-1", PaymentChange.REVERSAL, 40_000, BILLING, "Insufficient funds.")
    ]
    assert ledger.receivables.changes[0].at == ledger.now


def test_what_was_entered_wrongly_is_in_both_journals() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00", "INV-1", reference="B-1")
    ledger.pass_to(-5)
    ledger.correct("payment-1")
    entry = ledger.receivables.journal[-1]
    assert (entry.invoice, entry.amount, entry.by, entry.at) == (
        "INV-1", -100_000, BILLING, ledger.now
    )  # fmt: skip
    assert changes(ledger) == [
        ("payment-1", PaymentChange.CORRECTION, 100_000, BILLING, "A typing error.")
    ]


def test_a_refund_and_its_correction_say_of_which_payment_they_are() -> None:
    ledger = two_invoices()
    ledger.pay("1100.00", "INV-1")
    ledger.pass_to(-5)
    refund = ledger.refund("60.00")
    ledger.correct_refund(refund)
    assert changes(ledger) == [
        ("payment-1", PaymentChange.REFUND, 6_000, BILLING, "refund R-1"),
        ("payment-1", PaymentChange.REFUND_CORRECTED, 6_000, BILLING, "It came back."),
    ]
    assert (refund.corrected_by, refund.corrected_at) == (BILLING, ledger.now)
