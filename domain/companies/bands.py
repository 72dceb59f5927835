"""What a comparison of the form with the account comes to (E6, E7)."""

from enum import StrEnum


class Band(StrEnum):
    """What a comparison comes to."""

    MATCH = "match"
    ASK = "ask"
    """Close enough for a legal document to settle it."""
    MISMATCH = "mismatch"
    """Something else, as far as one can see: a verifier decides."""
