"""States of webhooks. Light: help pages read them."""

from enum import StrEnum


class HookState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"
    """Nothing is sent, and nothing is lost: it goes on where it was once it is active again."""


class DeliveryState(StrEnum):
    """What became of one event at one endpoint."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    """Tried for three days in vain. It can be sent again."""


class Trouble(StrEnum):
    """Why an attempt failed, or an endpoint was disabled."""

    REFUSED = "refused"
    """The endpoint answered something else than 200 to 299; a redirect, too."""
    GONE = "gone"
    """It answered 410: it wants nothing any more."""
    NO_ANSWER = "no_answer"
    TOO_SLOW = "too_slow"
    PRIVATE_ADDRESS = "private_address"
    """Its name leads into a network that is not public."""
    UNKNOWN_HOST = "unknown_host"
    INSECURE = "insecure"
    """Its certificate does not hold."""
    FAILED_FOR_DAYS = "failed_for_days"
    BY_HAND = "by_hand"
