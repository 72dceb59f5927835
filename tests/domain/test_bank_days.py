"""Bank days: the euro's calendar, a country's own, and counting on either."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from holidays import financial_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.companies.identifiers import ISO_COUNTRIES
from domain.values.bank_days import BankCalendar, bank_days_after, is_bank_day, next_bank_day

TARGET, COUNTRY = BankCalendar.TARGET, BankCalendar.COUNTRY


def day(text: str) -> date:
    return date.fromisoformat(text)


@settings(deadline=None)
@given(st.dates(date(2002, 1, 1), date(2100, 12, 31)))
def test_target_is_the_calendar_that_the_library_has_of_the_central_bank(some_day: date) -> None:
    central_bank = financial_holidays("XECB", years=some_day.year)
    assert is_bank_day(some_day, TARGET, "NL") is central_bank.is_working_day(some_day)


def test_target_closes_six_days_a_year_besides_weekends_and_never_else() -> None:
    for year, easter in [(2026, "2026-04-05"), (2027, "2027-03-28"), (2028, "2028-04-16")]:
        closed = {
            *(date(year, month, on) for month, on in [(1, 1), (5, 1), (12, 25), (12, 26)]),
            day(easter) - timedelta(days=2),  # Good Friday
            day(easter) + timedelta(days=1),  # Easter Monday
        }
        for number in range(366):
            some_day = date(year, 1, 1) + timedelta(days=number)
            if some_day.year == year:
                is_open = some_day.weekday() < 5 and some_day not in closed
                assert is_bank_day(some_day, TARGET, "NL") is is_open


@pytest.mark.parametrize(
    "closed", ["2027-01-01", "2027-03-26", "2027-03-29", "2028-05-01", "2028-12-25", "2028-12-26"]
)
def test_target_is_the_same_in_every_country(closed: str) -> None:
    for country in ("NL", "DE", "US", "EG", "", "??"):
        assert not is_bank_day(day(closed), TARGET, country)
        assert is_bank_day(day(closed) + timedelta(days=14), TARGET, country)


@pytest.mark.parametrize(
    ("some_day", "country", "is_one"),
    [
        ("2027-04-27", "NL", False),  # King's Day; TARGET is open
        ("2026-10-03", "DE", False),
        ("2029-10-03", "DE", False),  # a Wednesday
        ("2027-12-27", "GB", False),  # for Christmas on a Saturday
        ("2026-04-06", "GB", False),  # Easter Monday, which Scotland does not have
        ("2026-05-01", "GB", True),
        ("2026-11-26", "US", False),  # Thanksgiving
        ("2026-07-03", "US", True),  # before the 4th on a Saturday
        ("2027-07-05", "US", False),  # after the 4th on a Sunday
        ("2026-12-31", "JP", False),  # a holiday of banks only
        ("2026-12-31", "BE", True),
        ("2026-05-15", "BE", False),  # likewise: the Friday after Ascension Day
        ("2026-11-27", "EG", False),  # a Friday
        ("2026-11-29", "EG", True),  # a Sunday
        ("2026-05-09", "CN", True),  # a Saturday that is worked
        ("2026-05-16", "CN", False),
    ],
)
def test_a_country_has_holidays_and_a_weekend_of_its_own(
    some_day: str, country: str, is_one: bool
) -> None:
    assert is_bank_day(day(some_day), COUNTRY, country) is is_one


@pytest.mark.parametrize("country", ["ZZ", "", "nl", "Netherlands"])
def test_a_country_that_is_not_known_keeps_the_days_of_target(country: str) -> None:
    for offset in range(366):
        some_day = day("2027-01-01") + timedelta(days=offset)
        assert is_bank_day(some_day, COUNTRY, country) is is_bank_day(some_day, TARGET, "NL")


@pytest.mark.parametrize("country", sorted(ISO_COUNTRIES))
def test_every_country_has_bank_days_in_every_fortnight_of_these_years(country: str) -> None:
    some_day = day("2026-01-01")
    while some_day.year < 2030:
        following = next_bank_day(some_day + timedelta(days=1), COUNTRY, country)
        assert following - some_day <= timedelta(days=14)
        some_day = following


def test_after_the_librarys_last_year_only_weekends_count() -> None:
    assert not is_bank_day(day("2099-05-04"), COUNTRY, "JP")
    assert is_bank_day(day("2101-01-03"), COUNTRY, "JP")
    assert not is_bank_day(day("2101-01-02"), COUNTRY, "JP")  # a Sunday


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-28", 0, "2026-11-30"),  # from a Saturday
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-11-27", 1, "2026-11-30"),  # from a Friday
        ("2026-11-23", 5, "2026-11-30"),
        ("2027-03-25", 1, "2027-03-30"),  # over Easter
        ("2026-12-24", 1, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),  # over the year's end
        ("2026-12-24", 5, "2027-01-04"),
    ],
)
def test_bank_days_are_counted_from_the_day_after(start: str, count: int, end: str) -> None:
    assert bank_days_after(day(start), count, TARGET, "NL") == day(end)


def test_the_next_bank_day_is_the_day_itself_where_it_is_one() -> None:
    assert next_bank_day(day("2026-11-27"), TARGET, "NL") == day("2026-11-27")
    assert next_bank_day(day("2027-03-26"), TARGET, "NL") == day("2027-03-30")
    assert next_bank_day(day("2026-11-27"), COUNTRY, "EG") == day("2026-11-29")


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
calendars = st.sampled_from(BankCalendar)
countries = st.sampled_from(["NL", "US", "JP", "EG", "CN", "GB", "ZZ"])


@given(days, st.integers(1, 40), calendars, countries)
def test_counting_passes_exactly_so_many_bank_days(
    start: date, count: int, calendar: BankCalendar, country: str
) -> None:
    end = bank_days_after(start, count, calendar, country)
    passed = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert sum(is_bank_day(each, calendar, country) for each in passed) == count
    assert is_bank_day(end, calendar, country)


@given(days, st.integers(0, 20), st.integers(0, 20), calendars, countries)
def test_counting_on_is_counting_the_sum(
    start: date, some: int, more: int, calendar: BankCalendar, country: str
) -> None:
    begin = next_bank_day(start, calendar, country)
    halfway = bank_days_after(begin, some, calendar, country)
    assert bank_days_after(halfway, more, calendar, country) == bank_days_after(
        begin, some + more, calendar, country
    )


def test_only_a_countrys_own_calendar_loads_the_library() -> None:
    program = (
        "import sys, datetime, domain.values.bank_days as it\n"
        "it.bank_days_after(datetime.date(2026, 11, 23), 9, it.BankCalendar.TARGET, 'NL')\n"
        "print('holidays' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout.strip() == "False"
