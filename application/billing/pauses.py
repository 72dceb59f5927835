"""How long the billing system is left alone before it is asked again."""

from datetime import timedelta

from domain.errors import ProviderUnavailable
from domain.values.pauses import doubled_pause

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
    return max(doubled_pause(attempts, _FIRST, _LONGEST), min(at_least, _LONGEST_ASKED))


def pause_of_a_switch(stood: timedelta, at_least: timedelta = timedelta(0)) -> timedelta:
    """The same while a switch is under way, for which somebody waits: as long again as it has
    stood at its step. One that gets on waits no longer for what failed before."""
    by_itself = min(max(stood, _FIRST), _LONGEST_OF_A_SWITCH)
    return max(by_itself, min(at_least, _LONGEST_ASKED_OF_A_SWITCH))
