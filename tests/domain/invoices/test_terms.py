"""Payment terms: due dates, and the midnight from which an invoice is overdue."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.invoices.terms import (
    days_overdue,
    due_on,
    local_date,
    local_moment,
    overdue_at,
    start_of_day,
)

SECOND = timedelta(seconds=1)
INSTANT = timedelta(microseconds=1)


def at(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("issued", "days", "due"),
    [
        ("2026-11-23", 30, "2026-12-23"),
        ("2027-01-31", 30, "2027-03-02"),
        ("2028-01-31", 30, "2028-03-01"),  # over a leap day
        ("2028-02-29", 30, "2028-03-30"),
        ("2028-01-30", 30, "2028-02-29"),
        ("2026-12-15", 30, "2027-01-14"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2027-12-31", 60, "2028-02-29"),
    ],
)
def test_terms_are_calendar_days_after_the_issue_date(issued: str, days: int, due: str) -> None:
    assert due_on(day(issued), days) == day(due)


def test_a_due_date_is_moved_only_by_a_policy_that_moves_it() -> None:
    def to_monday(due: date) -> date:
        return due + timedelta(days=-due.weekday() % 7)

    saturday = day("2026-12-26")
    assert due_on(day("2026-11-26"), 30) == saturday
    assert due_on(day("2026-11-26"), 30, roll=to_monday) == day("2026-12-28")


@pytest.mark.parametrize(
    ("due", "zone", "overdue"),
    [
        ("2026-12-31", "UTC", "2027-01-01T00:00"),
        ("2026-12-23", "Europe/Amsterdam", "2026-12-23T23:00"),
        ("2026-07-23", "Europe/Amsterdam", "2026-07-23T22:00"),
        ("2026-12-23", "Pacific/Tongatapu", "2026-12-23T11:00"),
        ("2026-12-23", "Pacific/Auckland", "2026-12-23T11:00"),  # summer there
        ("2026-06-23", "Pacific/Auckland", "2026-06-23T12:00"),
        ("2026-12-23", "Pacific/Kiritimati", "2026-12-23T10:00"),
        ("2026-12-23", "Pacific/Honolulu", "2026-12-24T10:00"),
        ("2028-02-29", "Asia/Kathmandu", "2028-02-29T18:15"),
        # The clock changes on the due date, and on the day after it.
        ("2026-03-29", "Europe/Amsterdam", "2026-03-29T22:00"),
        ("2026-03-28", "Europe/Amsterdam", "2026-03-28T23:00"),
        ("2026-10-25", "Europe/Amsterdam", "2026-10-25T23:00"),
        ("2026-10-24", "Europe/Amsterdam", "2026-10-24T22:00"),
        ("2026-03-08", "America/New_York", "2026-03-09T04:00"),
        ("2026-03-07", "America/New_York", "2026-03-08T05:00"),
        ("2026-11-01", "America/New_York", "2026-11-02T05:00"),
        ("2026-10-31", "America/New_York", "2026-11-01T04:00"),
    ],
)
def test_an_invoice_is_overdue_when_its_due_date_has_ended_for_the_payer(
    due: str, zone: str, overdue: str
) -> None:
    assert overdue_at(day(due), zone) == at(overdue)
    assert overdue_at(day(due), zone).tzinfo is UTC
    assert days_overdue(day(due), at(overdue) - SECOND, zone) == 0
    assert days_overdue(day(due), at(overdue) - INSTANT, zone) == 0
    assert days_overdue(day(due), at(overdue), zone) == 1


@pytest.mark.parametrize(
    ("date_", "zone", "begins", "shows"),
    [
        ("2023-09-03", "America/Santiago", "2023-09-03T04:00", "01:00"),
        ("2024-04-26", "Africa/Cairo", "2024-04-25T22:00", "01:00"),
        ("2024-03-31", "Asia/Beirut", "2024-03-30T22:00", "01:00"),
        ("2024-03-10", "America/Havana", "2024-03-10T05:00", "01:00"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00", "01:00"),
        ("2010-03-14", "America/St_Johns", "2010-03-14T03:30", "00:00"),  # changes at 00:01
        ("2012-01-01", "Pacific/Apia", "2011-12-31T10:00", "00:00"),
    ],
)
def test_a_day_whose_midnight_is_left_out_begins_after_the_gap(
    date_: str, zone: str, begins: str, shows: str
) -> None:
    assert start_of_day(day(date_), zone) == at(begins)
    assert f"{at(begins).astimezone(ZoneInfo(zone)):%H:%M}" == shows
    assert local_date(at(begins) - SECOND, zone) == day(date_) - timedelta(days=1)


@pytest.mark.parametrize(
    ("date_", "zone", "begins"),
    [
        ("2024-11-03", "America/Havana", "2024-11-03T04:00"),  # 01:00 becomes 00:00
        ("2024-10-27", "Atlantic/Azores", "2024-10-27T00:00"),
        ("2010-11-07", "America/St_Johns", "2010-11-07T02:30"),  # 00:01 becomes 23:01
    ],
)
def test_a_midnight_that_happens_twice_begins_the_day_the_first_time(
    date_: str, zone: str, begins: str
) -> None:
    assert start_of_day(day(date_), zone) == at(begins)


@pytest.mark.parametrize(
    ("date_", "zone", "begins"),
    [
        ("2024-04-07", "America/Santiago", "2024-04-07T04:00"),
        ("2024-11-01", "Africa/Cairo", "2024-10-31T22:00"),
        ("2024-10-27", "Asia/Beirut", "2024-10-26T22:00"),
    ],
)
def test_where_the_last_hour_of_a_day_happens_twice_the_next_day_begins_after_both(
    date_: str, zone: str, begins: str
) -> None:
    assert start_of_day(day(date_), zone) == at(begins)
    assert local_date(at(begins) - 2 * timedelta(hours=1), zone) == day(date_) - timedelta(days=1)


def test_a_clock_set_back_over_midnight_does_not_take_a_day_overdue_back() -> None:
    due, zone = day("2010-11-06"), "America/St_Johns"
    overdue = overdue_at(due, zone)
    half_an_hour_later = overdue + timedelta(minutes=30)
    assert local_date(half_an_hour_later, zone) == due
    assert days_overdue(due, half_an_hour_later, zone) == 1


def test_a_day_that_a_country_left_out_begins_with_the_one_after_it() -> None:
    assert start_of_day(day("2011-12-30"), "Pacific/Apia") == at("2011-12-30T10:00")
    assert start_of_day(day("2011-12-31"), "Pacific/Apia") == at("2011-12-30T10:00")


@pytest.mark.parametrize(
    ("date_", "hour", "zone", "moment"),
    [
        ("2026-12-23", 9, "Europe/Amsterdam", "2026-12-23T08:00"),
        ("2026-12-23", 9, "Pacific/Kiritimati", "2026-12-22T19:00"),
        ("2026-12-23", 23, "Pacific/Honolulu", "2026-12-24T09:00"),
        ("2026-03-29", 2, "Europe/Amsterdam", "2026-03-29T01:00"),  # 02:00 becomes 03:00
        ("2026-03-29", 3, "Europe/Amsterdam", "2026-03-29T01:00"),
        ("2026-10-25", 2, "Europe/Amsterdam", "2026-10-25T00:00"),  # and 03:00 becomes 02:00
        ("2026-10-25", 3, "Europe/Amsterdam", "2026-10-25T02:00"),
        ("2026-03-08", 2, "America/New_York", "2026-03-08T07:00"),
        ("2026-11-01", 1, "America/New_York", "2026-11-01T05:00"),
        ("2026-10-04", 2, "Australia/Lord_Howe", "2026-10-03T15:30"),  # half an hour
        ("2010-03-14", 1, "America/St_Johns", "2010-03-14T03:31"),  # 00:01 becomes 01:01
    ],
)
def test_an_hour_of_a_local_day_is_found_also_where_the_clock_changes(
    date_: str, hour: int, zone: str, moment: str
) -> None:
    assert local_moment(day(date_), hour, zone) == at(moment)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        ("2026-12-22T12:00", 0),
        ("2026-12-23T22:59:59", 0),  # the last second in Amsterdam
        ("2026-12-23T23:00", 1),
        ("2026-12-24T22:59:59", 1),
        ("2026-12-24T23:00", 2),
        ("2027-01-22T23:00", 31),
    ],
)
def test_days_overdue_change_at_the_payers_midnight(now: str, days: int) -> None:
    assert days_overdue(day("2026-12-23"), at(now), "Europe/Amsterdam") == days


def test_days_overdue_are_days_of_the_calendar_however_long_they_are() -> None:
    due = day("2026-03-28")  # the day after it has 23 hours
    assert days_overdue(due, at("2026-03-29T21:59:59"), "Europe/Amsterdam") == 1
    assert days_overdue(due, at("2026-03-29T22:00"), "Europe/Amsterdam") == 2


def test_one_moment_is_another_date_elsewhere() -> None:
    now = at("2026-12-31T10:30")
    assert local_date(now, "Pacific/Kiritimati") == day("2027-01-01")
    assert local_date(now, "Europe/Amsterdam") == day("2026-12-31")
    assert local_date(now.replace(hour=9), "Pacific/Honolulu") == day("2026-12-30")
    in_tokyo = now.astimezone(ZoneInfo("Asia/Tokyo"))
    assert local_date(in_tokyo, "Pacific/Honolulu") == day("2026-12-31")


zones = st.sampled_from(sorted(available_timezones()))
dates = st.dates(date(1970, 1, 2), date(2100, 12, 31))


@given(dates, zones)
@example(day("2023-09-02"), "America/Santiago")
@example(day("2024-11-02"), "America/Havana")
@example(day("2010-11-06"), "America/St_Johns")
@example(day("2011-12-29"), "Pacific/Apia")
@example(day("1993-08-20"), "Pacific/Kwajalein")
def test_overdue_begins_at_the_first_instant_whose_local_date_is_after_the_due_date(
    due: date, zone: str
) -> None:
    overdue = overdue_at(due, zone)
    assert local_date(overdue, zone) > due
    assert local_date(overdue - INSTANT, zone) <= due
    for quarters in range(1, 4 * 36):
        assert local_date(overdue - quarters * timedelta(minutes=15), zone) <= due
    assert days_overdue(due, overdue - INSTANT, zone) == 0
    assert days_overdue(due, overdue, zone) > 0


@given(dates, st.integers(0, 23), zones)
def test_an_hour_is_the_first_instant_that_shows_it_or_the_end_of_the_gap_around_it(
    date_: date, hour: int, zone: str
) -> None:
    moment = local_moment(date_, hour, zone)
    shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    wall = datetime(date_.year, date_.month, date_.day, hour)  # noqa: DTZ001 - a clock on a wall
    before = (moment - INSTANT).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    assert before < wall <= shown
    if shown != wall:
        assert shown - before > INSTANT


@given(dates, st.integers(-400, 400), st.integers(0, 86_399), zones)
def test_days_overdue_are_the_difference_of_local_dates(
    due: date, later: int, second: int, zone: str
) -> None:
    now = datetime.combine(due, datetime.min.time(), UTC) + timedelta(days=later, seconds=second)
    expected = max(0, (local_date(now, zone) - due).days)
    if now < overdue_at(due, zone) or expected:
        assert days_overdue(due, now, zone) == expected
    else:
        assert days_overdue(due, now, zone) == 1  # the clock was set back over midnight
