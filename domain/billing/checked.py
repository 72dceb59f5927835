"""The result of checking a billing system against its contract."""

from enum import StrEnum
from typing import NamedTuple


class Outcome(StrEnum):
    RIGHT = "right"
    WRONG = "wrong"
    LEFT_OUT = "left_out"


class Checked(NamedTuple):
    name: str
    """For programs."""
    what: str
    """The rule, as a sentence."""
    outcome: Outcome
    why: str | None = None
    """What is wrong, or why it was left out."""


class NotSo(Exception):
    """The billing system does it otherwise; the sentence says how."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said
