"""The states of what the ledger keeps."""

from enum import IntEnum, StrEnum


class ChargeState(StrEnum):
    OUTSTANDING = "outstanding"
    PAID = "paid"
    REPLACED = "replaced"
    """A later file said something else."""


class DeliveryState(StrEnum):
    """How far a notice got on its way to the mail server."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    """A worker is about to try."""
    HANDING_OVER = "handing_over"
    """The message is going to the mail server; from here on it may have been delivered."""
    SENT = "sent"
    REFUSED = "refused"
    """The mail server will not have it."""
    UNCONFIRMED = "unconfirmed"
    """Handed over without an answer: perhaps delivered, so never sent again by itself."""


class Follow(IntEnum):
    """Whether what became of a notice is still to be said where it belongs."""

    NO = 0
    SAY = 1
    """It is a reminder, and counts once it has left."""
    WAKE = 2
    """It was stuck: whoever waits for it has to look again, whatever became of it."""
