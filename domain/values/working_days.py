"""Working days of a review: Saturdays and Sundays (UTC) do not count."""

from datetime import datetime, timedelta

_SATURDAY = 5


def business_days_after(start: datetime, days: int) -> datetime:
    """The same time of day so many working days later."""
    moment = start
    while days:
        moment += timedelta(days=1)
        days -= moment.weekday() < _SATURDAY
    return moment


def working_time(start: datetime, end: datetime) -> timedelta:
    """How much of the time between these two lies on working days; never negative."""
    total, moment = timedelta(), start
    while moment < end:
        until = min(end, _midnight_after(moment))
        total += (until - moment) * (moment.weekday() < _SATURDAY)
        moment = until
    return total


def after_working_time(start: datetime, left: timedelta) -> datetime:
    """When so much time on working days will have gone by."""
    moment = start
    while True:
        midnight = _midnight_after(moment)
        if moment.weekday() < _SATURDAY:
            if left <= midnight - moment:
                return moment + left
            left -= midnight - moment
        moment = midnight


def _midnight_after(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
