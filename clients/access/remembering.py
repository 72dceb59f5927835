"""A cache of who a session or a key belongs to: a page asks for it many times."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from domain.signing_in.digests import digest
from domain.signing_in.sessions import Holder

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
        """The holder of the secret, as of a few seconds ago at the most.

        Unknown secrets are not cached.
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
        # Shielded: of many concurrent readers, one that is cancelled does not cancel the read.
        return await asyncio.shield(self._asking[key])

    async def _ask(
        self, key: str, now: datetime, asking: Awaitable[Holder | None]
    ) -> Holder | None:
        forgotten = self._forgotten
        holder = await asking
        if holder is None:
            self._holders.pop(key, None)
            return None
        # A result from before an invalidation is not cached after it.
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
            done.exception()  # raised to whoever waits for it, if anybody does

    def forget_one(self, secret: str) -> None:
        """Removes this one from the cache, because something about it has changed."""
        self._holders.pop(digest(secret), None)

    def forget(self) -> None:
        """Empties the cache, because somebody's access ended."""
        self._forgotten += 1
        self._holders.clear()
        self._asking.clear()
