"""What is in the way of an operation on a credit limit, by code."""

from enum import StrEnum


class Why(StrEnum):
    NO_LIMIT = "no_limit"
    FROZEN_ALREADY = "frozen_already"
    NOT_FROZEN = "not_frozen"
    NO_REVIEW_SET = "no_review_set"
    NO_LIMIT_PROPOSED = "no_limit_proposed"
    OWN_PROPOSAL = "own_proposal"
    LIMIT_CHANGED_SINCE = "limit_changed_since"
