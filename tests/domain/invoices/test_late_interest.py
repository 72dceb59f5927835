"""Late interest: exact over every day and rate, and rounded once."""

from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.invoices.late_interest import LateInterest, interest


def day(text: str) -> date:
    return date.fromisoformat(text)


TERMS = LateInterest(
    reference_rates={day("2026-01-01"): Decimal("2.15"), day("2026-07-01"): Decimal("2.40")}
)
DAY = timedelta(days=1)
TINY = Decimal("1e-40")


def test_the_defaults_are_those_of_the_directive() -> None:
    assert TERMS.points == 8
    assert TERMS.days_in_year == 365


@pytest.mark.parametrize(
    ("some_day", "rate"),
    [
        ("2025-12-31", None),
        ("2026-01-01", "10.15"),
        ("2026-06-30", "10.15"),
        ("2026-07-01", "10.40"),
        ("2031-01-01", "10.40"),
    ],
)
def test_a_rate_is_in_force_from_its_first_day_until_the_next(
    some_day: str, rate: str | None
) -> None:
    assert TERMS.rate_on(day(some_day)) == (rate and Decimal(rate))


@pytest.mark.parametrize(
    ("amount", "first", "last", "due"),
    [
        # 10,000.00 at 10.15 % for 30 days: 10000 * 0.1015 * 30 / 365 = 83.42(46...)
        (1_000_000, "2026-02-01", "2026-03-02", 8342),
        # 15 days at 10.15 % and 15 at 10.40 %: 10000 * (1.5225 + 1.56) / 365 = 84.45(20...)
        (1_000_000, "2026-06-16", "2026-07-15", 8445),
        # 181 days and 184: 4166.67 * (18.3715 + 19.136) / 365 = 428.16(81...)
        (416_667, "2026-01-01", "2026-12-31", 42_817),
        # From before the first known rate: only 1 and 2 January count.
        (1_000_000, "2025-12-01", "2026-01-02", 556),
        (1_000_000, "2025-11-01", "2025-12-31", 0),
        (1_000_000, "2026-02-01", "2026-02-01", 278),  # one day
        (1_000_000, "2026-02-02", "2026-02-01", 0),  # none
        (1_000_000, "2026-12-31", "2026-01-01", 0),  # reversed
        (1_000_000, "2026-07-15", "2026-06-16", 0),  # reversed over a change of rate
        (0, "2026-01-01", "2026-12-31", 0),
    ],
)
def test_interest_is_what_a_calculator_says(amount: int, first: str, last: str, due: int) -> None:
    assert interest(amount, day(first), day(last), TERMS) == due


def at_ten_percent(**changes: Any) -> LateInterest:
    return LateInterest(reference_rates={day("2020-01-01"): Decimal(2)}, **changes)


def test_a_leap_day_bears_interest_like_any_other() -> None:
    terms, amount = at_ten_percent(), 3_650_000  # 10.00 a day
    assert interest(amount, day("2027-02-28"), day("2027-03-01"), terms) == 2 * 1000
    assert interest(amount, day("2028-02-28"), day("2028-03-01"), terms) == 3 * 1000
    assert interest(amount, day("2027-01-01"), day("2027-12-31"), terms) == 365 * 1000
    assert interest(amount, day("2028-01-01"), day("2028-12-31"), terms) == 366 * 1000


def test_a_year_of_360_days_bears_a_little_more() -> None:
    terms = at_ten_percent(days_in_year=360)
    assert interest(3_600_000, day("2026-01-01"), day("2026-01-30"), terms) == 30 * 1000


@pytest.mark.parametrize(("amount", "due"), [(1824, 0), (1825, 1), (5474, 1), (5475, 2)])
def test_half_a_unit_is_rounded_up(amount: int, due: int) -> None:
    # At 10 % a year a day's interest on 18.25 is half a cent.
    assert interest(amount, day("2026-01-01"), day("2026-01-01"), at_ten_percent()) == due


def test_rates_that_change_are_rounded_together_and_not_each() -> None:
    # Three days of 0.4 cent each: nothing each, one cent together.
    rates = {day(f"2026-01-0{n}"): Decimal(2) for n in (1, 2, 3)}
    terms = LateInterest(reference_rates=rates)
    assert interest(1460, day("2026-01-01"), day("2026-01-01"), terms) == 0
    assert interest(1460, day("2026-01-01"), day("2026-01-03"), terms) == 1


def test_a_negative_reference_rate_leaves_less_than_the_points() -> None:
    terms = LateInterest(reference_rates={day("2026-01-01"): Decimal("-0.5")})
    assert terms.rate_on(day("2026-01-01")) == Decimal("7.5")
    assert interest(36_500_000, day("2026-01-01"), day("2026-01-01"), terms) == 7500


def test_the_largest_amount_is_exact_to_the_unit() -> None:
    amount, terms = 10**17 + 1, at_ten_percent()
    assert interest(amount, day("2021-01-01"), day("2021-12-31"), terms) == 10**16
    assert interest(amount + 4, day("2021-01-01"), day("2021-12-31"), terms) == 10**16 + 1


days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
rates = st.decimals(-8, 50, places=2)
terms_of_interest = st.builds(
    LateInterest,
    reference_rates=st.dictionaries(days, rates, min_size=1, max_size=6),
    days_in_year=st.sampled_from([360, 365]),
)
amounts = st.integers(0, 10**12)
periods = st.tuples(days, days).map(sorted)


@given(amounts, periods, terms_of_interest)
def test_interest_is_the_sum_of_its_days(
    amount: int, period: list[date], terms: LateInterest
) -> None:
    first, last = period
    last = min(last, first + 400 * DAY)
    with localcontext(prec=80):
        each_day = [terms.rate_on(first + n * DAY) for n in range((last - first).days + 1)]
        percent = sum((rate for rate in each_day if rate), Decimal(0))
        exact = amount * percent / (100 * terms.days_in_year)
        assert abs(interest(amount, first, last, terms) - exact) <= Decimal("0.5") + TINY


@given(amounts, st.tuples(days, days, days).map(sorted), terms_of_interest)
def test_two_periods_bear_what_the_whole_does_but_for_the_rounding(
    amount: int, cuts: list[date], terms: LateInterest
) -> None:
    first, cut, last = cuts
    whole = interest(amount, first, last, terms)
    parts = interest(amount, first, cut, terms) + interest(amount, cut + DAY, last, terms)
    assert abs(whole - parts) <= 1


@given(amounts, periods, terms_of_interest)
def test_a_day_more_never_bears_less(amount: int, period: list[date], terms: LateInterest) -> None:
    first, last = period
    assert interest(amount, first, last, terms) <= interest(amount, first, last + DAY, terms)


@given(terms_of_interest)
def test_terms_survive_the_wire_unchanged(terms: LateInterest) -> None:
    assert LateInterest.model_validate_json(terms.model_dump_json()) == terms


def test_a_file_writes_rates_as_it_likes() -> None:
    terms = LateInterest.model_validate(
        {"reference_rates": {"2026-01-01": 2.15, day("2026-07-01"): "2.40"}}
    )
    assert terms == TERMS


@pytest.mark.parametrize(
    ("content", "codes"),
    [
        ({}, ["missing"]),
        ({"reference_rates": {}}, ["reference_rates_missing"]),
        ({"reference_rates": {"2026-01-01": -8.01}}, ["interest_rate_out_of_range"]),
        ({"reference_rates": {"2026-01-01": 2}, "points": -3}, ["interest_rate_out_of_range"]),
        ({"reference_rates": {"2026-01-01": 2150}}, ["interest_rate_out_of_range"]),
        ({"reference_rates": {"2026-01-01": "NaN"}}, ["finite_number"]),
        ({"reference_rates": {"2026-01-01": 2}, "points": "Infinity"}, ["finite_number"]),
        ({"reference_rates": {"in spring": 2}}, ["date_from_datetime_parsing"]),
        ({"reference_rates": {"2026-01-01": "low"}}, ["decimal_parsing"]),
        ({"reference_rates": {"2026-01-01": 2}, "days_in_year": 364}, ["literal_error"]),
        ({"reference_rates": {"2026-01-01": 2}, "compound": True}, ["extra_forbidden"]),
    ],
)
def test_what_is_no_rate_is_refused(content: Any, codes: list[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        LateInterest.model_validate(content)
    assert [error["type"] for error in refusal.value.errors()] == codes


def test_a_refusal_says_which_rate_it_is_about() -> None:
    with pytest.raises(ValidationError) as refusal:
        LateInterest(
            reference_rates={day("2026-01-01"): Decimal(2), day("2026-07-01"): Decimal(-9)}
        )
    assert refusal.value.errors()[0]["msg"] == (
        "The reference rate of 2026-07-01 and the points on top make no rate between 0 and 1000 "
        "percent a year."
    )
