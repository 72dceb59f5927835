"""What can become of an entry of a bank statement."""

from enum import StrEnum


class EntryState(StrEnum):
    """What became of a transaction."""

    PENDING = "pending"
    """The bank has not booked it: it is no money yet."""
    UNMATCHED = "unmatched"
    """Nothing is known of what it is for."""
    SUGGESTED = "suggested"
    """A person decides between proposals."""
    BOOKED = "booked"
    IGNORED = "ignored"
    """No payment of a customer's: a fee, money that went out, or what a person said."""
    REVERSED = "reversed"
    """It was booked, and the bank took it back."""


UNDECIDED = (EntryState.UNMATCHED, EntryState.SUGGESTED)
"""Nobody has decided on it."""
