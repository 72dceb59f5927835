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
    """What is open of one ledger in one event loop. It is opened at the first question to it; where
    it does not answer then, the next question opens it."""

    def __init__(self, url: str) -> None:
        self.holders = 0
        self._url = url
        self._turn = asyncio.Lock()
        self._open: Database | None = None
        self._upgraded = False
        self._made: dict[Hashable, Any] = {}

    async def ledger(self, migrate: bool) -> "Database":
        """The ledger; `migrate` upgrades its tables before the first question.

        Raises:
            InvalidFile: the URL names no database that can be used.
            ServiceUnreachable: the database does not answer.
        """
        # Loaded here: every command is run within such a loop, and not every one asks.
        from adapters.ledger.database import Database

        async with self._turn:
            upgrades = migrate and not self._upgraded
            if upgrades or self._open is None:
                opened = await Database.open(self._url, migrate=upgrades)
                before, self._open = self._open, opened
                self._upgraded = self._upgraded or upgrades
                if before is not None:
                    await before.close()
            return self._open

    def one(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under this name, or is now: one for the whole process."""
        if name not in self._made:
            self._made[name] = make()
        made: Made = self._made[name]
        return made

    async def close(self) -> None:
        self._made.clear()
        opened, self._open = self._open, None
        if opened is not None:
            await opened.close()


class _OfLoop:
    def __init__(self) -> None:
        self.holders = 0
        """Of whichever ledgers there are."""
        self.ledgers: dict[str, KeptOpen] = {}

    def held(self, url: str) -> KeptOpen:
        return self.ledgers.setdefault(url, KeptOpen(url))

    async def close_unheld(self) -> None:
        if not self.holders:
            for url in [each for each, kept in self.ledgers.items() if not kept.holders]:
                await self.ledgers.pop(url).close()


_kept: WeakKeyDictionary[asyncio.AbstractEventLoop, _OfLoop] = WeakKeyDictionary()


@asynccontextmanager
async def ledgers_kept_open(url: str | None = None) -> AsyncIterator[None]:
    """Within it the ledger that keyrings ask stays open, in this event loop, and is closed at its
    end: the one of this URL, or without one whichever is asked. One may be within another: the
    outermost closes."""
    loop = _kept.setdefault(asyncio.get_running_loop(), _OfLoop())
    holding = loop if url is None else loop.held(url)
    holding.holders += 1
    try:
        yield
    finally:
        holding.holders -= 1
        await loop.close_unheld()


def kept_open(url: str) -> KeptOpen | None:
    """What stays open of this ledger in this event loop; None where nobody would close it."""
    try:
        loop = _kept.get(asyncio.get_running_loop())
    except RuntimeError:  # there is no loop
        return None
    if loop is None:
        return None
    return loop.held(url) if loop.holders else loop.ledgers.get(url)
