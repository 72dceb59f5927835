"""How many, how long and how far away, as staff read it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import floor

from wording.catalogue import staff_words

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def counted(count: int, what: str) -> str:
    """`1 request`, `1,200 requests`."""
    return staff_words().counted(f"count.{what}", count)


def span(seconds: int) -> str:
    """A duration to the second: `12 seconds`, `4 days`."""
    if seconds < 2 * _MINUTE:
        return counted(seconds, "second")
    return length(timedelta(seconds=seconds))


def length(duration: timedelta) -> str:
    """`4 days`, `3 hours`: the largest unit that fits at least twice."""
    seconds = abs(duration.total_seconds())
    return _largest(seconds, round)


def _largest(seconds: float, whole: Callable[[float], int]) -> str:
    if seconds < 2 * _HOUR:
        return counted(whole(seconds / _MINUTE), "minute")
    if seconds < 2 * _DAY:
        return counted(whole(seconds / _HOUR), "hour")
    return counted(whole(seconds / _DAY), "day")


def distance(at: datetime, now: datetime) -> str:
    """How far away a moment is: `in 4 days`, `3 hours ago`. What is ahead is cut off to whole units
    of its minutes, as customers read it: no deadline is said to be days later than it is."""
    if abs((at - now).total_seconds()) < _MINUTE:
        return staff_words()("distance.now")
    if at <= now:
        return staff_words()("distance.ago", length=length(at - now))
    minutes = round((at - now).total_seconds() / _MINUTE)
    return staff_words()("distance.ahead", length=_largest(minutes * _MINUTE, floor))
