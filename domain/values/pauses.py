"""Pauses between attempts at what failed."""

from datetime import timedelta

_DOUBLED = 12
"""How often a pause gets longer, at most."""


def doubled_pause(attempts: int, first: timedelta, longest: timedelta) -> timedelta:
    """How long to wait after so many attempts that failed: twice as long after each, up to the
    longest."""
    times: int = 2 ** min(attempts - 1, _DOUBLED)
    return min(first * times, longest)
