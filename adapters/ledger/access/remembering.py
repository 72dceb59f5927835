"""Who a session or a key stands for, remembered for moments: a page asks for it many times."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from adapters.ledger.access.sessions import Holder
from adapters.ledger.access.tokens import digest

_FOR = timedelta(seconds=3)
_MOST = 1000


class Remembered:
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._holders: dict[str, tuple[Holder, datetime]] = {}
        self._asking: dict[str, asyncio.Future[Holder | None]] = {}
        self._forgotten = 0

    async def holder(
        self, secret: str, look_up: Callable[[str, datetime], Awaitable[Holder | None]]
    ) -> Holder | None:
        """Whoever the secret stands for, as it was at most a few seconds ago.

        Nothing is remembered of secrets that stand for nobody.
        """
        now, key = self._now(), digest(secret)
        if key in self._holders:
            holder, until = self._holders[key]
            if now < until:
                return holder
        if key not in self._asking:
            asking = asyncio.ensure_future(self._ask(key, now, look_up(secret, now)))
            self._asking[key] = asking
            asking.add_done_callback(lambda done: self._asked(key, done))
        # A page asks many times at once; one of them who goes away does not end it for the others.
        return await asyncio.shield(self._asking[key])

    async def _ask(
        self, key: str, now: datetime, asking: Awaitable[Holder | None]
    ) -> Holder | None:
        forgotten = self._forgotten
        holder = await asking
        if holder is None:
            self._holders.pop(key, None)
            return None
        # What was found before somebody was shut out is not remembered after it.
        if forgotten == self._forgotten:
            if len(self._holders) >= _MOST:
                self._holders.clear()
            until = now + _FOR
            if holder.until is not None:
                until = min(until, holder.until)
            self._holders[key] = (holder, until)
        return holder

    def _asked(self, key: str, done: "asyncio.Future[Holder | None]") -> None:
        if self._asking.get(key) is done:
            del self._asking[key]
        if not done.cancelled():
            done.exception()  # told to whoever waits for it, if anybody still does

    def forget_one(self, secret: str) -> None:
        """Something about this one has changed: ask the ledger again."""
        self._holders.pop(digest(secret), None)

    def forget(self) -> None:
        """Somebody was shut out: ask the ledger again."""
        self._forgotten += 1
        self._holders.clear()
        self._asking.clear()
