"""A payment of many times what is open is asked about first."""

from decimal import Decimal

import pytest

from domain.errors import AmountNotAcceptable
from domain.invoices.money.outsized import question_about
from domain.invoices.policy import InvoicePolicy
from domain.values.money import Money

POLICY = InvoicePolicy(largest_amount=Decimal(1_000_000))


def money(written: str, currency: str = "EUR") -> Money:
    return Money(amount=Decimal(written), currency=currency)


@pytest.mark.parametrize(
    ("amount", "open_"),
    [("9999.99", "1000"), ("1000", "1000"), ("0.01", "1000"), ("50000", "0"), ("10", "1.01")],
)
def test_what_is_less_than_ten_times_or_finds_nothing_open_is_not(amount: str, open_: str) -> None:
    assert question_about(money(amount), money(open_), POLICY) is None


@pytest.mark.parametrize(
    ("amount", "open_", "times", "too_much"),
    [
        ("10000", "1000", "10 times", "9,000.00 EUR"),
        ("123456.78", "1234.56", "100 times", "122,222.22 EUR"),
    ],
)
def test_ten_times_and_more_is_with_what_would_be_left(
    amount: str, open_: str, times: str, too_much: str
) -> None:
    asked = question_about(money(amount), money(open_), POLICY) or ""
    assert times in asked
    assert f"{too_much} would become unapplied credit" in asked


def test_an_amount_in_another_currency_is_refused_elsewhere() -> None:
    assert question_about(money("10000", "USD"), money("1", "EUR"), POLICY) is None
    assert question_about(money("10000", "JPY"), money("1000", "JPY"), POLICY) is not None


@pytest.mark.parametrize(
    ("amount", "issued", "is_asked"),
    [("1000000", 0, True), ("1000000.01", 0, False), ("5000000", 500_000_000, True)],
)
def test_nobody_is_asked_whether_more_is_meant_than_is_taken_at_once(
    amount: str, issued: int, is_asked: bool
) -> None:
    if is_asked:
        assert question_about(money(amount), money("5"), POLICY, issued) is not None
        return
    with pytest.raises(AmountNotAcceptable, match=r"1,000,000\.00 EUR"):
        question_about(money(amount), money("5"), POLICY, issued)
