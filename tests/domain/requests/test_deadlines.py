"""Deadlines: periods with reminders, clocks that stop and go on, and what an outage overtakes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.policy import Deadline
from domain.requests.deadlines import REVIEW_CLOCK, Alarm, Deadlines, Due
from domain.values.working_days import after_working_time, business_days_after, working_time

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
MONTH = Deadline(days=30, remind_before=(7, 1))
DAY = timedelta(days=1)
SENDING = frozenset({Alarm.DOCUMENTS_REMINDER, Alarm.DOCUMENTS_DEADLINE})


def collecting(now: datetime = NOW) -> Deadlines:
    deadlines = Deadlines()
    deadlines.start(MONTH, now, Alarm.DOCUMENTS_DEADLINE, Alarm.DOCUMENTS_REMINDER)
    return deadlines


def test_a_period_ends_after_its_days_with_its_reminders_before() -> None:
    assert collecting().running == [
        Due(NOW + 23 * DAY, Alarm.DOCUMENTS_REMINDER),
        Due(NOW + 29 * DAY, Alarm.DOCUMENTS_REMINDER),
        Due(NOW + 30 * DAY, Alarm.DOCUMENTS_DEADLINE),
    ]


def test_a_period_that_starts_over_leaves_nothing_of_the_first_one() -> None:
    deadlines = collecting()
    later = NOW + 10 * DAY
    deadlines.start(MONTH, later, Alarm.DOCUMENTS_DEADLINE, Alarm.DOCUMENTS_REMINDER)
    assert deadlines == collecting(later)


def test_only_the_reminders_that_still_lie_ahead_are_set() -> None:
    deadlines = Deadlines()
    deadlines.remind(MONTH, NOW, NOW + 7 * DAY, Alarm.DOCUMENTS_REMINDER)
    assert deadlines.running == [Due(NOW + 6 * DAY, Alarm.DOCUMENTS_REMINDER)]


def test_a_deadline_that_is_set_again_moves_and_stands_once() -> None:
    deadlines = Deadlines()
    deadlines.add(Alarm.DAILY_RECHECK, NOW + DAY)
    deadlines.add(Alarm.DAILY_RECHECK, NOW + 2 * DAY)
    assert deadlines.running == [Due(NOW + 2 * DAY, Alarm.DAILY_RECHECK)]


def test_a_stopped_clock_goes_on_with_exactly_what_was_left() -> None:
    deadlines = collecting()
    deadlines.stop(SENDING, NOW + timedelta(days=4, hours=3))
    assert deadlines.running == []
    assert deadlines.next is None
    deadlines.resume(SENDING, NOW + timedelta(days=100))
    pause = timedelta(days=95, hours=21)
    assert deadlines.at(Alarm.DOCUMENTS_REMINDER) == NOW + 23 * DAY + pause
    assert deadlines.at(Alarm.DOCUMENTS_DEADLINE) == NOW + 30 * DAY + pause
    assert deadlines.stopped == []


def test_stopping_one_clock_leaves_the_others_running() -> None:
    deadlines = collecting()
    deadlines.add(Alarm.REVIEW_OVERDUE, NOW + 7 * DAY)
    deadlines.stop(REVIEW_CLOCK, NOW)
    assert deadlines == Deadlines(collecting().running, [(Alarm.REVIEW_OVERDUE, 7 * DAY)])


def test_what_is_dropped_does_not_come_back_when_the_clock_goes_on() -> None:
    deadlines = collecting()
    deadlines.stop(SENDING, NOW)
    deadlines.drop(SENDING)
    deadlines.resume(SENDING, NOW)
    assert deadlines == Deadlines()


def test_what_is_due_fires_once() -> None:
    deadlines = collecting()
    assert deadlines.take_due(NOW + 23 * DAY) == ([Alarm.DOCUMENTS_REMINDER], [])
    assert deadlines.take_due(NOW + 23 * DAY) == ([], [])


def test_after_an_outage_only_the_last_reminder_is_worth_sending() -> None:
    reminder = Alarm.DOCUMENTS_REMINDER
    assert collecting().take_due(NOW + 29 * DAY) == ([reminder], [reminder])


def test_no_reminder_is_worth_sending_once_its_deadline_has_passed() -> None:
    due, overtaken = collecting().take_due(NOW + 31 * DAY)
    assert due == [Alarm.DOCUMENTS_DEADLINE]
    assert overtaken == [Alarm.DOCUMENTS_REMINDER] * 2


@pytest.mark.parametrize(
    "other", [Alarm.DAILY_RECHECK, Alarm.VERIFIER_LATE, Alarm.DOCUMENTS_REVIEW_LATE]
)
def test_a_reminder_is_not_overtaken_by_what_concerns_somebody_else(other: Alarm) -> None:
    deadlines = collecting()
    deadlines.add(other, NOW + 24 * DAY)
    assert deadlines.take_due(NOW + 25 * DAY) == ([Alarm.DOCUMENTS_REMINDER, other], [])


def test_an_expected_review_is_overtaken_by_an_overdue_one() -> None:
    deadlines = Deadlines([Due(NOW, Alarm.REVIEW_EXPECTED), Due(NOW + DAY, Alarm.REVIEW_OVERDUE)])
    assert deadlines.take_due(NOW + DAY) == ([Alarm.REVIEW_OVERDUE], [Alarm.REVIEW_EXPECTED])


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-23T09:30", 5, "2026-11-30T09:30"),  # Monday to Monday
        ("2026-11-27T17:00", 1, "2026-11-30T17:00"),  # over a weekend
        ("2026-11-28T12:00", 1, "2026-11-30T12:00"),  # from a Saturday
        ("2026-11-23T09:30", 0, "2026-11-23T09:30"),
    ],
)
def test_business_days_leave_out_the_weekend(start: str, days: int, end: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert business_days_after(begin, days).isoformat() == f"{end}:00+00:00"


moments = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@given(moments, st.timedeltas(timedelta(microseconds=1), timedelta(days=30)))
def test_working_time_that_is_left_can_be_waited_for(start: datetime, left: timedelta) -> None:
    end = after_working_time(start, left)
    assert working_time(start, end) == left
    assert (end - timedelta(microseconds=1)).weekday() < 5


@given(moments, st.integers(1, 20))
def test_from_a_working_day_each_business_day_is_a_day_of_working_time(
    start: datetime, days: int
) -> None:
    end = business_days_after(start, days)
    assert end.weekday() < 5
    assert working_time(start, end) <= days * DAY
    if start.weekday() < 5:
        assert working_time(start, end) == days * DAY


def test_what_is_past_has_no_working_time_left() -> None:
    assert working_time(NOW, NOW - DAY) == timedelta(0)


def test_working_time_that_ends_with_a_friday_ends_at_its_midnight_and_not_on_monday() -> None:
    friday = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    assert after_working_time(friday, timedelta(hours=14.5)) == datetime(2026, 11, 28, tzinfo=UTC)
    assert after_working_time(friday, timedelta(hours=15)) == datetime(
        2026, 11, 30, 0, 30, tzinfo=UTC
    )


def test_reminders_of_a_new_end_take_the_place_of_those_of_the_old_one() -> None:
    deadlines = collecting()
    deadlines.remind(MONTH, NOW, NOW + 60 * DAY, Alarm.DOCUMENTS_REMINDER)
    assert [due.at for due in deadlines.running if due.alarm is Alarm.DOCUMENTS_REMINDER] == [
        NOW + 53 * DAY,
        NOW + 59 * DAY,
    ]
    assert deadlines.at(Alarm.DOCUMENTS_DEADLINE) == NOW + 30 * DAY


def test_a_clock_of_working_days_stands_still_at_weekends_before_and_after_a_stop() -> None:
    late = Alarm.REVIEW_OVERDUE
    deadlines = Deadlines(on_working_days=frozenset({late}))
    deadlines.add(late, NOW + 7 * DAY)
    friday, saturday = NOW + 4 * DAY, NOW + 5 * DAY
    deadlines.stop(frozenset({late}), friday)
    assert deadlines.stopped == [(late, DAY)]
    deadlines.resume(frozenset({late}), saturday)
    assert deadlines.running == [Due(datetime(2026, 12, 1, tzinfo=UTC), late)]


def test_clocks_that_stop_one_after_the_other_all_go_on() -> None:
    deadlines = collecting()
    deadlines.add(Alarm.REVIEW_OVERDUE, NOW + 5 * DAY)
    deadlines.stop(frozenset({Alarm.REVIEW_OVERDUE}), NOW)
    deadlines.stop(SENDING, NOW + DAY)
    assert deadlines.running == []
    deadlines.resume(SENDING | {Alarm.REVIEW_OVERDUE}, NOW + 2 * DAY)
    assert deadlines.at(Alarm.REVIEW_OVERDUE) == NOW + 7 * DAY
    assert deadlines.at(Alarm.DOCUMENTS_DEADLINE) == NOW + 31 * DAY
