"""Payment terms: when an invoice is due, and from when it is overdue.

Terms are calendar days after the issue date (P20). A day begins and ends where the payer is, so
whatever asks for a time zone wants the payer's, by its IANA name; moments come back in UTC.
"""

from bisect import bisect_left
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


def due_on(issued_on: date, terms_days: int, *, roll: Callable[[date], date] | None = None) -> date:
    """The last day on which a payment is in time.

    Args:
        terms_days: Calendar days; 0 is due on the day of issue.
        roll: Moves a due date that is no bank day, where the policy says so.
    """
    due = issued_on + timedelta(days=terms_days)
    return roll(due) if roll else due


def start_of_day(day: date, time_zone: str) -> datetime:
    """The first instant of this local day, which is not always at 00:00: see `local_moment`."""
    return local_moment(day, 0, time_zone)


def local_moment(day: date, hour: int, time_zone: str) -> datetime:
    """When it is this hour of this local day, in UTC.

    An hour that a clock change leaves out is the first instant after the gap; one that happens
    twice is the first of the two.
    """
    zone = ZoneInfo(time_zone)
    wall = datetime.combine(day, time(hour))

    def shown_at(moment: datetime) -> datetime:
        return moment.astimezone(zone).replace(tzinfo=None)

    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    if shown_at(moment) == wall:
        return moment
    # In a gap `fold` gives the two readings of the hour, one on each side of the clock change.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    seconds = range(int((moment - before).total_seconds()))
    change = bisect_left(
        seconds, True, key=lambda second: shown_at(before + timedelta(seconds=second)) >= wall
    )
    return before + timedelta(seconds=change)


def overdue_at(due_on: date, time_zone: str) -> datetime:
    """From when an invoice is overdue: the midnight that ends its due date, for the payer."""
    return start_of_day(due_on + _DAY, time_zone)


def days_overdue(due_on: date, now: datetime, time_zone: str) -> int:
    """How many local days the due date has passed by; 0 while the invoice is not overdue."""
    if now < overdue_at(due_on, time_zone):
        return 0
    # A clock set back over midnight brings the due date back, and nobody more time.
    return max(1, (local_date(now, time_zone) - due_on).days)


def local_date(now: datetime, time_zone: str) -> date:
    """The date that a calendar in this zone shows at this moment, which is aware."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def latest_bank_day(now: datetime, time_zone: str) -> date:
    """The latest day that a bank can have booked money on by this moment: the payer's, or that of
    the euro's payment system, whichever is ahead. A payer in Honolulu is half a day behind it."""
    return max(local_date(now, time_zone), local_date(now, "Europe/Brussels"))
