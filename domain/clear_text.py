"""How much is still in clear text where personal data is to be sealed."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.errors import DocumentRefused, MasterKeyUnusable
from domain.values.record import Record

REQUESTS, INVOICES, DELIVERIES, SCHEDULES = "requests", "invoices", "deliveries", "schedules"
DOCUMENTS = "documents"


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


class Tally:
    """What was sealed and what is left, by part."""

    def __init__(self) -> None:
        self._sealed = Counter[str]()
        self._left = Counter[str]()
        self._why: dict[str, set[Unsealed]] = defaultdict(set)

    def sealed(self, what: str, count: int = 1) -> None:
        self._sealed[what] += count

    def left(self, what: str, why: Unsealed, count: int = 1) -> None:
        self._left[what] += count
        self._why[what].add(why)

    def parts(self, *names: str) -> tuple[ClearPart, ...]:
        return tuple(
            ClearPart(
                what=name,
                sealed=self._sealed[name],
                left=self._left[name],
                why=tuple(sorted(self._why[name])),
            )
            for name in names
        )


@dataclass(frozen=True, slots=True)
class HeldKeys:
    """Who has the newest master key."""

    lacking: tuple[str, ...]
    """Workers and consoles that do not."""
    workers: int
    """How many workers run."""


def may_seal(held: HeldKeys) -> None:
    """Raises MasterKeyUnusable: somebody could not read what is sealed, or nobody would seal."""
    if held.lacking:
        raise MasterKeyUnusable(
            f"These do not have the master key: {', '.join(held.lacking)}. Start each again with"
            " PAYBYINVOICE_MASTER_KEY, and then ask again.",
            lacking=[*held.lacking],
        )
    if not held.workers:
        raise MasterKeyUnusable(
            "No worker with the master key runs, and requests and invoices are sealed by"
            " workers: start one, and then ask again."
        )


def no_master_key() -> MasterKeyUnusable:
    """The refusal to seal without one."""
    return MasterKeyUnusable(
        "There is no master key to seal with: set PAYBYINVOICE_MASTER_KEY, here and for"
        " every worker and console, and start them again."
    )


def why_not_sealed(refusal: DocumentRefused) -> Unsealed:
    """Why a document stays in clear."""
    erased = refusal.details["code"] == Unsealed.ERASED
    return Unsealed.ERASED if erased else Unsealed.ALTERED
