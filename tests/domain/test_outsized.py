"""A payment of many times what is open is asked about first."""

from decimal import Decimal

import pytest

from domain.invoices.outsized import question_about
from domain.money import Money


def money(written: str, currency: str = "EUR") -> Money:
    return Money(amount=Decimal(written), currency=currency)


@pytest.mark.parametrize(
    ("amount", "open_"),
    [("9999.99", "1000"), ("1000", "1000"), ("0.01", "1000"), ("50000", "0"), ("10", "1.01")],
)
def test_what_is_less_than_ten_times_or_finds_nothing_open_is_not(amount: str, open_: str) -> None:
    assert question_about(money(amount), money(open_)) is None


@pytest.mark.parametrize(
    ("amount", "open_", "times", "too_much"),
    [
        ("10000", "1000", "10 times", "9000.00 EUR"),
        ("123456.78", "1234.56", "100 times", "122222.22 EUR"),
    ],
)
def test_ten_times_and_more_is_with_what_would_be_left(
    amount: str, open_: str, times: str, too_much: str
) -> None:
    asked = question_about(money(amount), money(open_)) or ""
    assert times in asked
    assert f"{too_much} would become unapplied credit" in asked


def test_an_amount_in_another_currency_is_refused_elsewhere() -> None:
    assert question_about(money("10000", "USD"), money("1", "EUR")) is None
    assert question_about(money("10000", "JPY"), money("1000", "JPY")) is not None
