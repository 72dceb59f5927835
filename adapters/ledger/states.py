"""Stored states of charges, adjustments and letters."""

from enum import IntEnum, StrEnum


class ChargeState(StrEnum):
    OUTSTANDING = "outstanding"
    PAID = "paid"
    REPLACED = "replaced"
    """A later file said something else."""


class DeliveryState(StrEnum):
    """The state of a notice on its way to the mail server."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    """A worker is about to send it."""
    HANDING_OVER = "handing_over"
    """The message is being sent to the mail server and may have been delivered from here on."""
    SENT = "sent"
    REFUSED = "refused"
    """The mail server refused it."""
    UNCONFIRMED = "unconfirmed"
    """Sent without an answer: it may have been delivered, so it is never sent again by itself."""


class Follow(IntEnum):
    """Whether the outcome of a notice is still to be reported to its invoice or request."""

    NO = 0
    SAY = 1
    """It is a reminder, and counts once it was sent."""
    WAKE = 2
    """It was stuck: the workflow that waits for it has to refresh, whatever the outcome."""
