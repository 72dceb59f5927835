"""Notifies open pages of changes, by polling the ledger while any page is open.

A poll is one small query of requests and one of invoices, however many pages are open. Changes that
this process made are polled for at once, those of other processes within `_EVERY_SECONDS`.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from domain.errors import DomainError

Revisions = dict[str, tuple[int, frozenset[str]]]
"""The revision of each request or invoice by its name, and the topics it belongs to."""

Changes = Callable[[datetime, frozenset[str]], Awaitable[Revisions]]
"""Reads what was written at or after a moment and belongs to one of these topics."""

REQUESTS, INVOICES, BANK = "requests", "invoices", "bank"
"""Topics of the pages that list them; `BANK` is what came in on our bank accounts."""

_EVERY_SECONDS = 0.2

OVERLAP = timedelta(seconds=5)
"""How far each poll reaches back: writers do not commit in the order of their timestamps."""

_log = logging.getLogger(__name__)


class Live:
    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._watchers: dict[asyncio.Event, frozenset[str]] = {}
        self._poll_requested = asyncio.Event()
        self._poller: asyncio.Task[None] | None = None

    @staticmethod
    def request(name: str) -> str:
        return f"request:{name}"

    @staticmethod
    def invoice(number: str) -> str:
        return f"invoice:{number}"

    @staticmethod
    def account(account: str) -> str:
        return f"account:{account}"

    @staticmethod
    def bank_entry(entry: str) -> str:
        return f"bank:{entry}"

    async def watch(self, *topics: str) -> AsyncIterator[None]:
        """Yields each time something of these topics has changed since it was last asked."""
        changed = asyncio.Event()
        self._watchers[changed] = frozenset(topics)
        self._start_polling()
        try:
            while True:
                await changed.wait()
                changed.clear()
                yield
        finally:
            del self._watchers[changed]

    def poll_now(self) -> None:
        """Polls at once, because this process has just changed something."""
        self._poll_requested.set()

    async def close(self) -> None:
        if self._poller is not None:
            self._poller.cancel()
            with suppress(asyncio.CancelledError):
                await self._poller

    def _start_polling(self) -> None:
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll_while_watched())

    async def _poll_while_watched(self) -> None:
        seen = await self._poll(datetime.now(UTC))
        while self._watchers:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._poll_requested.wait(), _EVERY_SECONDS)
            self._poll_requested.clear()
            found = await self._poll(datetime.now(UTC))
            touched: set[str] = set()
            for name, (revision, topics) in found.items():
                if name not in seen or seen[name][0] != revision:
                    touched |= topics
            for changed, topics in self._watchers.items():
                if topics & touched:
                    changed.set()
            seen = found or seen

    async def _poll(self, now: datetime) -> Revisions:
        watched = frozenset().union(*self._watchers.values())
        try:
            return await self._changes(now - OVERLAP, watched)
        except DomainError as failed:
            # The ledger is away: pages stay as they are, and are notified once it is back.
            _log.warning("What has changed is not known: %s", failed.reason)
            await asyncio.sleep(1)
            return {}
