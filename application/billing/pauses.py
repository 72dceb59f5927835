"""How long the billing system is left alone before it is asked again."""

from datetime import timedelta

from domain.errors import ProviderUnavailable
from domain.pauses import doubled_pause

_MOST_SECONDS = 1_000_000
"""More than is waited, and less than a duration can hold."""
_FIRST = timedelta(seconds=1)
_LONGEST = timedelta(minutes=5)
_LONGEST_ASKED = timedelta(days=1)
_LONGEST_OF_A_SWITCH = timedelta(minutes=1)
_LONGEST_ASKED_OF_A_SWITCH = timedelta(minutes=10)


def asked_for(failed: ProviderUnavailable) -> timedelta:
    """What the billing system asked for; nothing where it said nothing."""
    return timedelta(seconds=min(failed.details.get("retry_after") or 0, _MOST_SECONDS))


def pause_after(attempts: int, at_least: timedelta = timedelta(0)) -> timedelta:
    """How long to wait after so many attempts that failed."""
    return _pause(attempts, at_least, _LONGEST, _LONGEST_ASKED)


def pause_of_a_switch(attempts: int, at_least: timedelta = timedelta(0)) -> timedelta:
    """The same while a switch is under way: somebody waits for it."""
    return _pause(attempts, at_least, _LONGEST_OF_A_SWITCH, _LONGEST_ASKED_OF_A_SWITCH)


def _pause(
    attempts: int, at_least: timedelta, longest: timedelta, longest_asked: timedelta
) -> timedelta:
    return max(doubled_pause(attempts, _FIRST, longest), min(at_least, longest_asked))
