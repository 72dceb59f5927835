"""Days on which banks move money: what a transfer or a direct debit needs to arrive.

TARGET is calculated here. The library is for countries only, and imported when it is first needed:
workflow code imports this module, and the library cannot run in the sandbox as it is, since it
looks for translations. It knows most countries' holidays up to the year 2100, those that a
calendar of the moon sets as an estimate. After the last year that it knows of a country (Sri
Lanka: 2026) only weekends count.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_SATURDAY = 5
_TARGET_CLOSES = {(1, 1), (5, 1), (12, 25), (12, 26)}


class BankCalendar(StrEnum):
    """Whose bank days count."""

    TARGET = "target"
    """The euro's: no Saturday, no Sunday, not 1 January, Good Friday, Easter Monday, 1 May, 25
    or 26 December."""
    COUNTRY = "country"
    """A country's own: neither its weekend, nor its public holidays, nor those of its banks alone.
    A day on which its banks close early (an eve in Sweden) is none either."""


def is_bank_day(day: date, calendar: BankCalendar, country: str) -> bool:
    """Whether banks move money on this day.

    Args:
        country: ISO 3166-1 alpha-2; it says nothing under TARGET. A country that the library does
            not know keeps the days of TARGET.
    """
    own = _holidays(country, day.year) if calendar is BankCalendar.COUNTRY else None
    return _is_target_day(day) if own is None else own.is_working_day(day)


def bank_days_after(day: date, count: int, calendar: BankCalendar, country: str) -> date:
    """The count-th bank day after this day; 0 is the day itself, or the first bank day after it."""
    if count == 0:
        return next_bank_day(day, calendar, country)
    for _ in range(count):
        day = next_bank_day(day + _DAY, calendar, country)
    return day


def next_bank_day(day: date, calendar: BankCalendar, country: str) -> date:
    """This day, or the first bank day after it."""
    while not is_bank_day(day, calendar, country):
        day += _DAY
    return day


def _is_target_day(day: date) -> bool:
    """By the ECB's long-term calendar, in force since 2002."""
    return (
        day.weekday() < _SATURDAY
        and (day.month, day.day) not in _TARGET_CLOSES
        and day - _easter_sunday(day.year) not in (-2 * _DAY, _DAY)
    )


def _easter_sunday(year: int) -> date:
    """Of the western churches, by the method of Meeus, Jones and Butcher."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    moons = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - moons + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def _holidays(country: str, year: int) -> "HolidayBase | None":
    """One year's holidays of a country; None for one that is not known.

    A year at a time, so that what is kept never grows. Two are never added to each other: the sum
    has lost the weekends of both, and those that are worked (Israel, Hungary).
    """
    from holidays import country_holidays, financial_holidays, list_supported_countries

    if country == "US":
        # The Federal Reserve stays open on the Friday before a holiday on a Saturday.
        return financial_holidays("XFED", years=year, expand=False)
    if country not in list_supported_countries():
        return None
    # What the whole kingdom has in common leaves out days on which its banks are closed.
    subdivision = "ENG" if country == "GB" else None
    closed = {"public", "bank"}.intersection(country_holidays(country).supported_categories)
    return country_holidays(
        country, subdiv=subdivision, years=year, expand=False, categories=closed
    )
