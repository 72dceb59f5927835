"""Tells pages when what they show has changed, by looking at the ledger while anybody watches.

Looking is a small query of requests and one of invoices, however many watch. What was done in this
process is looked for at once; what was done elsewhere, within `_EVERY_SECONDS`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from domain.errors import DomainError

Seen = dict[str, tuple[int, frozenset[str]]]
"""By a name for each thing: its revision, and the topics that its watchers listen to."""

Changes = Callable[[datetime, frozenset[str]], Awaitable[Seen]]
"""What was written at or after a moment, as far as it is of one of these topics."""

REQUESTS, INVOICES = "requests", "invoices"
"""Topics of pages that show many of them at once."""

_EVERY_SECONDS = 0.2

LOOK_BACK = timedelta(seconds=5)
"""Writers commit in another order than the one in which they read the clock."""

_log = logging.getLogger(__name__)


class Live:
    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._watchers: dict[asyncio.Event, frozenset[str]] = {}
        self._poll_requested = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    @staticmethod
    def request(name: str) -> str:
        return f"request:{name}"

    @staticmethod
    def invoice(number: str) -> str:
        return f"invoice:{number}"

    @staticmethod
    def account(account: str) -> str:
        return f"account:{account}"

    async def watch(self, *topics: str) -> AsyncIterator[None]:
        """Yields each time something of these topics has changed since it was last asked."""
        changed = asyncio.Event()
        self._watchers[changed] = frozenset(topics)
        self._keep_looking()
        try:
            while True:
                await changed.wait()
                changed.clear()
                yield
        finally:
            del self._watchers[changed]

    def poll_now(self) -> None:
        """Something was done here: look at once."""
        self._poll_requested.set()

    async def close(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    def _keep_looking(self) -> None:
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look_while_watched())

    async def _look_while_watched(self) -> None:
        seen = await self._look(datetime.now(UTC))
        while self._watchers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._poll_requested.wait(), _EVERY_SECONDS)
            self._poll_requested.clear()
            found = await self._look(datetime.now(UTC))
            touched: set[str] = set()
            for name, (revision, topics) in found.items():
                if name not in seen or seen[name][0] != revision:
                    touched |= topics
            for changed, topics in self._watchers.items():
                if topics & touched:
                    changed.set()
            seen = found or seen

    async def _look(self, now: datetime) -> Seen:
        watched = frozenset().union(*self._watchers.values())
        try:
            return await self._changes(now - LOOK_BACK, watched)
        except DomainError as failed:
            # The ledger is away: pages stay as they are, and are told once it is back.
            _log.warning("What has changed is not known: %s", failed.reason)
            await asyncio.sleep(1)
            return {}
