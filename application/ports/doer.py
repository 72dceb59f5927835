"""Who acts at this moment, for the access log."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doer:
    """Who acts, how they came in, and from which address."""

    name: str | None = None
    through: str | None = None
    address: str | None = None


_DOER: ContextVar[Doer | None] = ContextVar("doer", default=None)


def who_acts() -> Doer:
    """Nobody in particular where nothing was set."""
    return _DOER.get() or Doer()


def acts(doer: Doer) -> None:
    """Sets who acts, for this task and those that it starts."""
    _DOER.set(doer)
