"""The kinds of changes of a credit limit, and the states of a proposed one. Light: help pages read
it."""

from enum import StrEnum


class LimitChangeKind(StrEnum):
    """What was done to an account's limit. The values are stored."""

    RAISED = "raised"
    LOWERED = "lowered"
    FROZEN = "frozen"
    UNFROZEN = "unfrozen"
    REVIEW_SET = "review_set"
    REVIEW_DUE = "review_due"
    """The day of the review has come, and credit was told."""


class ProposalState(StrEnum):
    """What became of a limit that needs a second pair of eyes. The values are stored."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody confirmed it within the policy's days."""
