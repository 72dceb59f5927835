"""What an account owes against its credit limit, and when billing operations are notified of it."""

from enum import IntEnum

from domain.notices import NoticeKind


class Level(IntEnum):
    BELOW = 0
    NEARLY_USED = 1
    """More than the policy's share of the limit."""
    EXCEEDED = 2


def level_of(exposure: int, limit: int, warn_at_percent: int) -> Level:
    """The level of an exposure; both in minor units of one currency."""
    if exposure > limit:
        return Level.EXCEEDED
    if exposure * 100 > limit * warn_at_percent:
        return Level.NEARLY_USED
    return Level.BELOW


def notice_of(before: Level, after: Level) -> NoticeKind | None:
    """The notice to billing operations of a rise. A fall is no news; the next rise is."""
    if after <= before:
        return None
    return (
        NoticeKind.TEAM_LIMIT_EXCEEDED
        if after is Level.EXCEEDED
        else NoticeKind.TEAM_LIMIT_NEARLY_USED
    )


def percent_of(exposure: int, limit: int) -> int:
    """The share of the limit that is used, rounded down."""
    return exposure * 100 // limit
