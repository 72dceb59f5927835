"""Which payments settle an invoice from unapplied credit, and in which order they are asked."""

from datetime import date

from domain.invoices.allocation.credit_allocation import Spending
from domain.invoices.allocation.settling import settle
from domain.invoices.invoice import Invoice
from domain.values.money import Money
from tests.domain.invoices.books import Books, two_invoices
from tests.domain.invoices.building import BILLING

EARLIER = date(2026, 11, 3)


def _asked(ledger: Books, spending: Spending, invoice: Invoice, each_gives: int) -> list[str]:
    """The references of those that were asked, each of which settles no more than this."""
    asked = []
    for payment in spending.on(invoice):
        asked.append(payment.bank_reference)
        most = min(each_gives, payment.left)
        settle(ledger.receivables, payment, invoice, most, BILLING, ledger.now)
    return asked


def _with_credit() -> Books:
    ledger = two_invoices()
    ledger.pay("1000.00", reference="USED-UP", value_date=date(2026, 11, 2))
    ledger.pay("100.00", reference="FIRST", to="INV-1")
    ledger.pay("50.00", reference="SAME-DAY", to="INV-1")
    ledger.pay("40.00", reference="EARLIER", to="INV-1", value_date=EARLIER)
    ledger.pay("0.01", reference="CENT", to="INV-1", value_date=EARLIER)
    return ledger


def test_money_of_an_earlier_value_date_is_asked_though_a_payment_has_some_left() -> None:
    ledger = _with_credit()
    spending = Spending(ledger.receivables, "EUR")
    assert spending.left == 19_001
    asked = _asked(ledger, spending, ledger.invoices[1], 5_000)
    assert asked == ["FIRST", "EARLIER", "CENT"]
    assert spending.left == ledger.unapplied == 10_000


def test_payments_are_asked_one_after_the_other_and_none_twice() -> None:
    ledger = _with_credit()
    spending = Spending(ledger.receivables, "EUR")
    asked = _asked(ledger, spending, ledger.invoices[1], 10_000)
    assert asked == ["FIRST", "SAME-DAY", "EARLIER", "CENT"]
    assert _asked(ledger, spending, ledger.invoices[1], 10_000) == []
    assert spending.left == ledger.unapplied == 0


def test_credit_of_another_currency_is_left_alone() -> None:
    ledger = _with_credit()
    assert Spending(ledger.receivables, "USD").left == 0
    assert Spending(ledger.receivables, "EUR").left == Money.from_minor(19_001, "EUR").minor


def test_a_payment_whose_place_earlier_money_took_is_asked_again_for_the_next_invoice() -> None:
    ledger = two_invoices()
    ledger.pay("1000.00", reference="USED-UP", value_date=date(2026, 11, 2))
    ledger.pay("500.00", reference="LATER", to="INV-1")
    ledger.pay("300.00", reference="EARLIER", to="INV-1", value_date=EARLIER)
    spending = Spending(ledger.receivables, "EUR")
    assert _asked(ledger, spending, ledger.invoices[1], 50_000) == ["LATER", "EARLIER"]
    assert ledger.receivables.payments[1].left == 30_000
    assert spending.left == ledger.unapplied == 30_000
    assert _asked(ledger, spending, ledger.invoices[0], 50_000) == ["LATER"]
