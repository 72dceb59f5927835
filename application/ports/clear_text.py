"""What is in clear text from before there was a master key, wherever it is, and what seals it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from domain.clear_text import HeldKeys, Unsealed


class Moved(NamedTuple):
    """What became of runs of one part of the report."""

    part: str
    number: int
    left: Unsealed | None
    """Why they are in clear still; None: they are sealed."""


class MasterKeys(Protocol):
    async def held(self) -> HeldKeys:
        """Who has the newest master key. There is one, and the namespace has a key, from now on.

        Raises:
            MasterKeyUnusable: this process has no master key, or lost the ledger's newest.
        """


class RunsInClear(Protocol):
    async def move(self) -> Sequence[Moved]:
        """Each run whose history is in clear ends, and the next one goes on from what it was."""


class SchedulesInClear(Protocol):
    async def names(self) -> Sequence[str]:
        """Those whose next run would be told something in clear."""

    async def run_again(self, name: str) -> None:
        """Another run, once it has ended, gives the next a sealed result."""


class DocumentsInClear(Protocol):
    def in_clear(self) -> AsyncIterator[str]:
        """Where they lie."""

    async def seal_again(self, location: str) -> bool:
        """Whether it was in clear; raises DocumentRefused where it cannot be sealed."""


class RowsInClear(Protocol):
    async def left(self) -> Mapping[str, int]:
        """How many rows of each table have something in clear, by the table's name."""

    async def seal(self) -> None:
        """In short transactions, while others write."""
