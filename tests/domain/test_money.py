"""Money: exact, in a known currency, with no more digits than that currency has."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.values.money import CURRENCIES, MINOR_DIGITS, Money


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("12.34", "EUR", "12.34"),
        ("12", "EUR", "12.00"),
        (8000.0, "EUR", "8000.00"),  # YAML without quotes
        (0.1, "EUR", "0.10"),
        (8000, "USD", "8000.00"),
        ("1500", "JPY", "1500"),
        ("1.5", "KWD", "1.500"),
        ("-3.50", "EUR", "-3.50"),
    ],
)
def test_an_amount_is_written_with_the_digits_of_its_currency(
    amount: Any, currency: str, written: str
) -> None:
    money = Money(amount=amount, currency=currency)
    assert money.model_dump(mode="json") == {"amount": written, "currency": currency}
    assert str(money) == f"{written} {currency}"
    assert Money.model_validate_json(money.model_dump_json()) == money


@pytest.mark.parametrize(
    ("amount", "currency", "code"),
    [
        ("1234.567", "EUR", "amount_too_fine"),
        ("0.5", "JPY", "amount_too_fine"),
        ("1.2345", "BHD", "amount_too_fine"),
        (0.1 + 0.2, "EUR", "amount_too_fine"),
        (10**18, "EUR", "amount_out_of_range"),
        (Decimal("-1e400"), "EUR", "amount_out_of_range"),
        ("NaN", "EUR", "not_an_amount"),
        (float("inf"), "EUR", "not_an_amount"),
        ("twelve", "EUR", "not_an_amount"),
        (True, "EUR", "decimal_type"),
        (None, "EUR", "decimal_type"),
        ("12.34", "EURO", "currency_unknown"),
        ("12.34", "eur", "currency_unknown"),
        ("12.34", 978, "string_type"),
        ("12.34", ["EUR"], "string_type"),
        ("12.34", {}, "string_type"),
        # How an amount in an unknown currency is written is not known.
        ("1.234", "XXX", "currency_unknown"),
        ("1.23456", "XXX", "currency_unknown"),
        ("1.234", None, "string_type"),
    ],
)
def test_what_is_no_exact_amount_is_refused(amount: Any, currency: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Money(amount=amount, currency=currency)
    assert [error["type"] for error in refusal.value.errors()] == [code]


def test_an_amount_that_is_none_in_any_currency_is_refused_beside_the_currency() -> None:
    with pytest.raises(ValidationError) as refusal:
        Money.model_validate({"amount": "twelve", "currency": "XXX"})
    assert [error["type"] for error in refusal.value.errors()] == [
        "not_an_amount",
        "currency_unknown",
    ]


@pytest.mark.parametrize(
    ("minor", "currency", "code"),
    [
        (1, "XXX", "currency_unknown"),
        (10**18, "XXX", "currency_unknown"),
        (10**26, "EUR", "amount_out_of_range"),
    ],
)
def test_minor_units_are_checked_like_any_amount(minor: int, currency: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Money.from_minor(minor, currency)
    assert [error["type"] for error in refusal.value.errors()] == [code]


def test_large_minor_units_are_money_too() -> None:
    assert str(Money.from_minor(-(10**18), "EUR")) == "-10000000000000000.00 EUR"


def test_money_says_nothing_else() -> None:
    with pytest.raises(ValidationError):
        Money.model_validate({"amount": "1.00", "currency": "EUR", "vat": "0.21"})


@given(st.integers(-(10**14), 10**14), st.sampled_from(sorted(CURRENCIES)))
def test_minor_units_and_back_is_the_same_money(minor: int, currency: str) -> None:
    money = Money.from_minor(minor, currency)
    assert money.minor == minor
    assert money.amount == Decimal(minor) / 10 ** MINOR_DIGITS.get(currency, 2)
    assert Money.model_validate_json(money.model_dump_json()) == money


def test_every_exception_of_minor_units_is_a_currency_we_bill_in() -> None:
    assert MINOR_DIGITS.keys() <= CURRENCIES
