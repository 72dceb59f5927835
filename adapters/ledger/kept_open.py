"""Ledgers that stay open for as long as a process does, for those who ask seldom and close nothing,
such as keyrings."""

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from adapters.ledger.database import Database

Made = TypeVar("Made")


class KeptOpen:
    """What is open in one event loop. Each ledger is opened at the first question to it; where it
    does not answer then, the next question opens it."""

    def __init__(self) -> None:
        self.holders = 0
        self._turn = asyncio.Lock()
        self._open: dict[str, Database] = {}
        self._upgraded: set[str] = set()
        self._made: dict[Hashable, Any] = {}

    async def ledger(self, url: str, migrate: bool) -> "Database":
        """The ledger there; `migrate` upgrades its tables before the first question.

        Raises:
            InvalidFile: the URL names no database that can be used.
            ServiceUnreachable: the database does not answer.
        """
        # Loaded here: every command is run within such a loop, and not every one asks.
        from adapters.ledger.database import Database

        async with self._turn:
            if migrate and url not in self._upgraded:
                opened = await Database.open(url)
                self._upgraded.add(url)
                before, self._open[url] = self._open.get(url), opened
                if before is not None:
                    await before.close()
            elif url not in self._open:
                self._open[url] = await Database.open(url, migrate=False)
            return self._open[url]

    def one(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under this name, or is now: one for the whole process."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    async def close(self) -> None:
        self._made.clear()
        while self._open:
            await self._open.popitem()[1].close()


_kept: WeakKeyDictionary[asyncio.AbstractEventLoop, KeptOpen] = WeakKeyDictionary()


@asynccontextmanager
async def ledgers_kept_open() -> AsyncIterator[None]:
    """Within it the ledgers that keyrings ask stay open, in this event loop; they are closed at its
    end. One may be within another: the outermost closes."""
    loop = asyncio.get_running_loop()
    kept = _kept.setdefault(loop, KeptOpen())
    kept.holders += 1
    try:
        yield
    finally:
        kept.holders -= 1
        if not kept.holders:
            del _kept[loop]
            await kept.close()


def kept_open() -> KeptOpen | None:
    """What stays open in the present event loop; None where nobody would close it."""
    try:
        return _kept.get(asyncio.get_running_loop())
    except RuntimeError:  # there is no loop
        return None
