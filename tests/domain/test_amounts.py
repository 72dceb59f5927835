"""Amounts as people write them: one reading, or a refusal that says why."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from domain.accounts.account import absurd_charges
from domain.accounts.account_file import read_accounts
from domain.errors import InvalidFile
from domain.forms.form import problems_in
from domain.policy import Policy
from domain.policy_file import read_policy
from domain.values.amounts import (
    WrittenAmount,
    WrittenNumber,
    amount_in,
    largest_amount,
    plain_amount,
    written_out,
)
from domain.values.currencies import CURRENCIES, LAKHS, SIGNS, SMALL_UNITS, minor_digits
from domain.values.money import Money
from tests.domain.building import TODAY, a_draft
from tests.ledger.samples import a_scope, an_account, euros


@pytest.mark.parametrize(
    ("written", "currency", "meant"),
    [
        ("1200", "EUR", "1200"),
        ("1200.5", "EUR", "1200.5"),
        ("1200,50", "EUR", "1200.50"),
        ("12,5", "EUR", "12.5"),
        ("1.200,50", "EUR", "1200.50"),
        ("1,200.50", "EUR", "1200.50"),
        ("1 200,50", "EUR", "1200.50"),
        ("1 200.50", "EUR", "1200.50"),
        ("1\u00a0200,50", "EUR", "1200.50"),
        ("1\u202f200,50", "EUR", "1200.50"),
        ("1\u2009200,50", "EUR", "1200.50"),
        ("1'200.50", "CHF", "1200.50"),
        ("1\u2019200.50", "CHF", "1200.50"),
        ("1 200", "EUR", "1200"),
        ("1'200", "CHF", "1200"),
        ("1.200.000", "EUR", "1200000"),
        ("1,200,000.00", "USD", "1200000"),
        ("1.200,-", "EUR", "1200"),
        ("25,--", "EUR", "25"),
        ("1'200.\u2013", "CHF", "1200"),
        ("  8000 ", "EUR", "8000"),
        ("\u00a08000\u202f", "EUR", "8000"),
        ("007.50", "EUR", "7.50"),
        ("0.50", "EUR", "0.50"),
        ("-3.50", "EUR", "-3.50"),
        ("€ 1.200,50", "EUR", "1200.50"),
        ("€12,-", "EUR", "12"),
        ("1200.50 €", "EUR", "1200.50"),
        ("EUR 1200.50", "EUR", "1200.50"),
        ("1200.50 EUR", "EUR", "1200.50"),
        ("1200.50eur", "EUR", "1200.50"),
        ("$1,200.50", "USD", "1200.50"),
        ("$ 1,200.50", "CAD", "1200.50"),
        ("£1,200.50", "GBP", "1200.50"),
        ("1 200,50 kr", "SEK", "1200.50"),
        ("1 200,50 zł", "PLN", "1200.50"),
        ("1500", "JPY", "1500"),
        ("¥1,500,000", "JPY", "1500000"),
        ("12,34,567.50", "INR", "1234567.50"),
        ("1,00,000", "INR", "100000"),
        ("1.200", "KWD", "1.200"),
        ("1200.125", "KWD", "1200.125"),
        ("0,125", "KWD", "0.125"),
        ("1.200,125", "KWD", "1200.125"),
    ],
)
def test_an_amount_is_read_as_its_writer_meant_it(written: str, currency: str, meant: str) -> None:
    assert amount_in(written, currency) == Decimal(meant)
    assert Money.model_validate({"amount": written, "currency": currency}).amount == Decimal(meant)


@pytest.mark.parametrize(
    ("written", "currency", "readings"),
    [
        ("1.200", "EUR", ("1200", "1.20")),
        ("1,200", "EUR", ("1200", "1.20")),
        ("12.345", "EUR", ("12345", "12.345")),
        ("999,999", "USD", ("999999", "999.999")),
        ("1.200 EUR", "EUR", ("1200", "1.20")),
        ("€ 1.200", "EUR", ("1200", "1.20")),
        ("-1.200", "EUR", ("1200", "1.20")),
        ("1.200", "JPY", ("1200", "1.2")),
        ("1,200", "KWD", ("1200", "1.200")),
        ("1,200", "INR", ("1200", "1.20")),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused_with_both(
    written: str, currency: str, readings: tuple[str, str]
) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        amount_in(written, currency)

    assert refused.value.type == "amount_ambiguous"
    assert refused.value.context == {"readings": readings}
    assert all(reading in refused.value.message() for reading in readings)


NO_AMOUNTS = (
    "", " ", "twelve", "1e3", "1E+3", "1_000", "１２００", "١٢٠٠", "12٫50", "0x10", "inf",
    "Infinity", "nan", "+5", "--5", "5-", "(5)", "\u22125", "½", "1²", ".5", "5.", ",50",
    "1,20,0.5", "1.20.0", "1,2,3", "1.200.00", "12.00.00", "1,00,000", "1 2", "1 2000",
    "1,200.000,50", "1.200.50", "01,200.50", "1'200'50", "1200 50", "1\n200", "1200.5O", "l200",
    "1200 euros", "EUR 1200 EUR", "12%", "1/2", "=1+1", "1200;50", "null", "None", "true",
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "currency", "code"),
    [
        *((written, "EUR", "not_an_amount") for written in NO_AMOUNTS),
        ("1200.505", "EUR", "amount_too_fine"),
        ("0.500", "EUR", "amount_too_fine"),
        ("1.2000", "EUR", "amount_too_fine"),
        ("1.200,505", "EUR", "amount_too_fine"),
        ("1500.00", "JPY", "amount_too_fine"),
        ("0.5", "JPY", "amount_too_fine"),
        ("1.2345", "BHD", "amount_too_fine"),
        ("$5", "EUR", "other_currency"),
        ("5 USD", "EUR", "other_currency"),
        ("1" + 18 * "0", "EUR", "amount_out_of_range"),
        (5000 * "9", "EUR", "amount_out_of_range"),
    ],
)
def test_what_is_no_amount_is_refused(written: str, currency: str, code: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        amount_in(written, currency)

    assert refused.value.type == code
    with pytest.raises(ValidationError) as invalid:
        Money.model_validate({"amount": written, "currency": currency})
    assert [(e["loc"], e["type"]) for e in invalid.value.errors()] == [(("amount",), code)]


@pytest.mark.parametrize("written", ["1.200", "1.20", "1e3", "1200", "0.125", "-5", "1200.505"])
def test_a_number_of_json_means_what_its_characters_mean(written: str) -> None:
    def read(value: Any) -> Any:
        try:
            return Money.model_validate({"amount": value, "currency": "EUR"})
        except ValidationError as invalid:
            return [error["type"] for error in invalid.errors()]

    assert read(WrittenNumber(written)) == read(written)
    assert written_out({"credit": [WrittenNumber(written)]}) == {"credit": [written]}


@given(st.integers(0, 10**15), st.sampled_from(sorted(CURRENCIES)))
def test_whatever_we_print_is_read_again_as_the_same(minor: int, currency: str) -> None:
    money = Money.from_minor(minor, currency)

    assert Money.model_validate(money.model_dump(mode="json")) == money
    assert WrittenAmount(str(money)).currency == currency
    assert amount_in(str(money), currency) == money.amount


@given(st.text(max_size=12) | st.text("0123456789.,' -€eE_\u00a0", max_size=12))
def test_no_text_is_more_than_refused(written: str) -> None:
    try:
        amount = amount_in(written, "EUR")
    except PydanticCustomError:
        return
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int) and -2 <= exponent <= 0


@pytest.mark.parametrize("written", ["8000 EUR", "€8000", "8.000", "8,000"])
def test_where_the_currency_is_known_elsewhere_it_is_not_said(written: str) -> None:
    with pytest.raises(PydanticCustomError):
        plain_amount(written)
    assert plain_amount("8.000,50") == Decimal("8000.50")


def test_signs_stand_for_currencies_that_we_bill_in() -> None:
    assert {code for codes in SIGNS.values() for code in codes} <= CURRENCIES
    assert SMALL_UNITS.keys() | LAKHS <= CURRENCIES


def test_the_upper_bound_is_larger_where_the_unit_is_small() -> None:
    assert largest_amount("EUR") == 100_000_000
    assert largest_amount("IDR", Decimal(1000)) == 10_000_000
    assert all(
        Money(amount=largest_amount(currency), currency=currency).minor < 2**63 / 1000
        for currency in CURRENCIES
    )
    assert minor_digits("KWD") == 3


def test_a_policy_is_read_from_a_file_as_people_write_and_travels_as_it_is() -> None:
    policy = read_policy({"credit": {"thresholds": {"KWD": "5.0"}, "largest_amount": "1 000 000"}})

    assert policy.credit.largest_amount == 1_000_000
    sent = policy.model_dump_json().replace('"KWD":"5.0"', '"KWD":"5.000"')
    assert Policy.model_validate_json(sent.replace(',"invoices":', ',"x":').split(',"x":')[0] + "}")
    with pytest.raises(InvalidFile) as refused:
        read_policy({"credit": {"thresholds": {"EUR": "10.000"}}})
    assert [each["code"] for each in refused.value.details["problems"]] == ["amount_ambiguous"]


def test_spends_of_an_account_are_amounts_as_people_write_them() -> None:
    with pytest.raises(InvalidFile) as refused:
        read_accounts({"accounts": [{"monthly_spend": {"2026-08": "4_100", "2026-09": "1.200"}}]})

    codes = {each["field"]: each["code"] for each in refused.value.details["problems"]}
    assert codes["accounts.0.monthly_spend.2026-08"] == "not_an_amount"
    assert codes["accounts.0.monthly_spend.2026-09"] == "amount_ambiguous"


def test_an_absurd_charge_of_an_account_is_named() -> None:
    account = an_account(a_scope(outstanding=euros("100000000.01")), a_scope("sub-2"))

    (problem,) = absurd_charges([account], Decimal(100_000_000))

    assert problem["field"] == "accounts.0.scopes.0.outstanding.amount"
    assert problem["code"] == "amount_too_large"


def test_credit_beyond_the_policys_bound_is_a_digit_too_many() -> None:
    draft = a_draft(credit__amount="10.000.000,00")

    assert problems_in(draft, TODAY, Decimal(10_000_000)) == ()
    (problem,) = problems_in(draft, TODAY, Decimal(9_999_999))
    assert (problem.field, problem.code) == ("credit.amount", "amount_too_large")


def test_an_amount_that_travels_is_not_read_a_second_time() -> None:
    stored = TypeAdapter(Money).validate_json('{"amount": "1.200", "currency": "KWD"}')

    assert stored.minor == 1200
