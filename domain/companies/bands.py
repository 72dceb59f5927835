"""Bands of similarity between the form and the account (E6, E7)."""

from enum import StrEnum


class Band(StrEnum):
    """The result of a comparison."""

    MATCH = "match"
    ASK = "ask"
    """Close enough for a legal document to settle it."""
    MISMATCH = "mismatch"
    """Something else, as far as one can see: a verifier decides."""
