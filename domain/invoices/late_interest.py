"""Interest on what is paid late, as Directive 2011/7/EU has it; off unless the policy asks for it.

The directive's rate is the central bank's reference rate in force on the first day of the
half-year, plus at least 8 percentage points, from the day after the due date.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from pydantic import field_validator, model_validator
from pydantic_core import PydanticCustomError

from domain.values.record import Record

_DAY = timedelta(days=1)

_HIGHEST = 1000
"""Percent a year; above it a decimal point was forgotten."""


class LateInterest(Record):
    """The rates at which late payments bear interest."""

    reference_rates: dict[date, Decimal]
    """Percent a year, by the first day on which each is in force. It may be negative."""
    points: Decimal = Decimal(8)
    """Percentage points on top of the reference rate."""
    days_in_year: Literal[360, 365] = 365
    """Days that bear a whole year's interest; with 365 a leap year bears a day more."""

    @field_validator("reference_rates")
    @classmethod
    def _any(cls, rates: dict[date, Decimal]) -> dict[date, Decimal]:
        if not rates:
            raise PydanticCustomError(
                "reference_rates_missing",
                "Late interest needs at least one reference rate, with its first day.",
            )
        return rates

    @model_validator(mode="after")
    def _in_range(self) -> "LateInterest":
        for day, rate in self.reference_rates.items():
            if not 0 <= rate + self.points <= _HIGHEST:
                raise PydanticCustomError(
                    "interest_rate_out_of_range",
                    "The reference rate of {day} and the points on top make no rate between 0 and "
                    "{highest} percent a year.",
                    {"day": day.isoformat(), "highest": _HIGHEST},
                )
        return self

    def rate_on(self, day: date) -> Decimal | None:
        """Percent a year on this day, the points included; None before the first reference rate."""
        begun = [start for start in self.reference_rates if start <= day]
        return self.reference_rates[max(begun)] + self.points if begun else None


def interest(amount_minor: int, first: date, last: date, terms: LateInterest) -> int:
    """Simple interest for the days from first to last, both included, in minor units.

    Days before the first known rate bear none, and a period that ends before it begins neither.

    Args:
        amount_minor: What was open on all of these days; not negative.

    Returns:
        The exact sum over all rates, rounded once, half a unit up.
    """
    return rounded(exact_interest(amount_minor, first, last, terms))


def rounded(exact: Fraction) -> int:
    """To a whole minor unit, half a unit up."""
    return floor(exact + Fraction(1, 2))


def exact_interest(amount_minor: int, first: date, last: date, terms: LateInterest) -> Fraction:
    """As `interest`, not rounded."""
    starts = sorted(terms.reference_rates)
    ends = [*(start - _DAY for start in starts[1:]), last]
    percent_days = Fraction(0)
    for start, end in zip(starts, ends, strict=True):
        days = (min(end, last) - max(start, first)).days + 1
        percent_days += max(0, days) * Fraction(terms.reference_rates[start] + terms.points)
    return amount_minor * percent_days / (100 * terms.days_in_year)
