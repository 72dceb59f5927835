"""Unapplied credit that is paid back: of which payments, in which currency, and what is kept."""

from datetime import date

from domain.invoices.allocation.receivables import ChangeEntry, PaymentChange
from domain.values.money import Money
from tests.domain.invoices.books import Books, books, refused
from tests.domain.invoices.building import BILLING, an_invoice
from tests.domain.requests.lives import euros


def test_a_refund_says_who_paid_back_what_and_of_which_payment() -> None:
    ledger = books()
    ledger.pay("1030.00")
    refund = ledger.refund("0.01", reference="R-1")
    assert (refund.account_id, refund.currency) == (ledger.receivables.account_id, "EUR")
    assert (refund.bank_reference, refund.transfer) == ("R-1", "R1")
    assert (refund.amount, refund.at, refund.by) == (1, ledger.now, BILLING)
    assert refund.parts == {"payment-1": 1}
    assert ledger.receivables.refunds == [refund]
    (change,) = ledger.receivables.changes
    why = "refund R-1"
    kind, entry = PaymentChange.REFUND, "refund-new"
    assert change == ChangeEntry("payment-1", kind, 1, ledger.now, BILLING, why, entry)


def test_two_refunds_of_one_payment_add_up() -> None:
    ledger = books()
    payment = ledger.pay("1030.00")
    ledger.refund("10.00", reference="R-1")
    ledger.refund("20.00", reference="R-2")
    assert (payment.refunded, payment.left, ledger.unapplied) == (3_000, 0, 0)


def test_credit_is_paid_back_in_its_own_currency_of_the_payments_that_have_some() -> None:
    in_dollars = an_invoice(
        number="INV-2", amount=Money.from_minor(50_000, "USD"), issued_on=date(2026, 11, 9)
    )
    ledger = Books(an_invoice(), in_dollars)
    dollars = ledger.pay(Money.from_minor(60_000, "USD"), "INV-2", to="INV-2")
    used_up = ledger.pay("1000.00", "INV-1")
    with_credit = ledger.pay("30.00", to="INV-1")
    refund = ledger.refund("30.00")
    assert refund.parts == {with_credit.entry: 3_000}
    assert (dollars.refunded, used_up.refunded, dollars.left) == (0, 0, 10_000)


def test_a_refusal_says_how_much_there_is_to_pay_back() -> None:
    ledger = books()
    ledger.pay("1030.00", reference="B-1")
    with refused(ledger, "amount_not_acceptable") as refusal:
        ledger.refund("30.01")
    assert refusal.value.details == {
        "account_id": ledger.receivables.account_id,
        "unapplied_credit": euros("30.00").model_dump(mode="json"),
    }
    with refused(ledger, "payment_already_recorded") as refusal:
        ledger.refund("30.00", reference="b 1")
    assert refusal.value.details == {"bank_reference": "b 1"}
