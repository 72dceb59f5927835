"""Second factors of people who sign in with a password: how many, what counts as one, and for how
long it is awaited. None is accepted twice."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from domain.people.own_access import MOST_FACTORS, OwnProblem, not_taken
from domain.values.record import Record

STEP_LASTS = timedelta(minutes=5)
"""How long the second factor is awaited after the right password, and a new key's answer after it
was asked."""
RECOVERY_CODES = 10
"""Each is valid once."""

_LONGEST_NAME = 80
_STEP_SECONDS = 30
_DRIFT = 1
"""Steps before and after now whose codes are accepted: clocks differ, and people type slowly."""


class FactorKind(StrEnum):
    TOTP = "totp"
    """An app that generates codes."""
    SECURITY_KEY = "security_key"


class SecondFactor(Record):
    id: str
    kind: str
    """`totp` or `security_key`."""
    name: str
    created_at: datetime
    used_at: datetime | None


class SecondFactorNeeded(Exception):
    """The password was right; `step` is the token under which the second factor is awaited."""

    def __init__(self, step: str) -> None:
        super().__init__("a second factor is needed")
        self.step = step


def may_have_another(confirmed: int) -> None:
    """Raises AccessNotAcceptable: they have too many."""
    if confirmed >= MOST_FACTORS:
        raise not_taken(OwnProblem.TOO_MANY_FACTORS, "name")


def name_of_factor(given: str, otherwise: str) -> str:
    """As short as it is shown, on one line."""
    name = " ".join(given.split())[:_LONGEST_NAME]
    return name if name.isprintable() and name else otherwise


def moments_of_codes(now: datetime) -> Iterable[tuple[int, int]]:
    """The time steps whose codes are accepted now, each with the second at which it begins."""
    at = int(now.timestamp()) // _STEP_SECONDS
    return [(step, step * _STEP_SECONDS) for step in range(at - _DRIFT, at + _DRIFT + 1)]


def code_as_typed(code: str) -> str:
    """Without what people put between its parts."""
    return code.replace(" ", "").replace("-", "").lower()
