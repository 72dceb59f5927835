"""How much is still in clear text where personal data is to be sealed."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from domain.values.record import Record


class Unsealed(StrEnum):
    """Why something stays in clear for now."""

    NOT_ASKED = "not_asked"
    """It was only looked for."""
    UNDER_WAY = "under_way"
    """A step of it is under way, or no worker took it."""
    NO_KEY = "no_key"
    """The worker that it is with has no master key."""
    ENDS_SOON = "ends_soon"
    """It is the engine's own, and ends by itself."""
    ALTERED = "altered"
    """It is not what was uploaded."""
    ERASED = "erased"
    """Whose it was is erased: nobody has a key for it."""


class ClearPart(Record):
    what: str
    """Requests, invoices, deliveries, schedules, documents, or a table of the ledger."""
    sealed: int = 0
    """How much of it was sealed just now."""
    left: int = 0
    """How much is in clear."""
    why: tuple[Unsealed, ...] = ()


class EndedInClear(Record):
    """Histories of workflows that have ended. They cannot be changed any more."""

    count: int
    kept_until: datetime | None
    """When the engine forgets the last of them; None where it keeps them for ever."""
    query: str
    """What finds them in the engine."""


class ClearReport(Record):
    parts: tuple[ClearPart, ...]
    ended: EndedInClear | None

    @property
    def left(self) -> int:
        return sum(part.left for part in self.parts)


def named(parts: Iterable[ClearPart]) -> str:
    """`2 requests, 1 document`-like: what is left, by what it is."""
    return ", ".join(f"{part.left} of {part.what}" for part in parts if part.left)
