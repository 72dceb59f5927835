"""The cache of what pages are made of: one reading, one rendering for all who ask for the same."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Value = TypeVar("Value")

_AT_MOST = 500
"""Entries; the oldest go first."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_ASKING = frozenset({"/queues", "/accounts"})
"""Paths of forms that search and change nothing."""


class PageCache:
    """Values by their key, each made by one asker for all of them.

    One rule says when a value is made anew: after its seconds, when what it was made of is another
    thing now, and after `clear`, when something is known to have changed. Who asks while it is
    being made gets what comes of it. A value that is only too old is served for as many seconds
    again while the new one is being made, so that nobody waits for that.
    """

    def __init__(self) -> None:
        self._entries: dict[Hashable, _Entry] = {}

    async def get(
        self,
        key: Hashable,
        make: Callable[[], Awaitable[Value]],
        *,
        seconds: float = 0,
        made_of: object = None,
    ) -> Value:
        """The value for a key.

        Args:
            seconds: how long it is served once it is made. None are only shared by those who ask
                while it is being made.
            made_of: what it is made of, compared with what it was made of.
        """
        known, now = self._entries.get(key), monotonic()
        if known is None or known.made_of != made_of or known.age(now) > 2 * seconds:
            known = self._begin(key, _Entry(_task(make), made_of, seconds))
        elif known.age(now) > seconds:
            self._begin(key, _Entry(_task(make), made_of, seconds, before=known))
        if known.before is not None:
            known = known.before
        # Shielded: a reader that disconnects does not stop what others wait for.
        made: Value = await asyncio.shield(known.task)
        return made

    def clear(self) -> None:
        """Makes everything anew, also what is being made now, since something has changed."""
        self._entries.clear()

    def _begin(self, key: Hashable, begun: "_Entry") -> "_Entry":
        self._entries.pop(key, None)
        if len(self._entries) >= _AT_MOST:
            del self._entries[next(iter(self._entries))]
        self._entries[key] = begun
        begun.task.add_done_callback(lambda _: self._ended(key, begun))
        return begun

    def _ended(self, key: Hashable, ended: "_Entry") -> None:
        ended.at, ended.before = monotonic(), None
        failed = ended.task.cancelled() or ended.task.exception() is not None
        if (failed or not ended.seconds) and self._entries.get(key) is ended:
            del self._entries[key]


@dataclass(slots=True)
class _Entry:
    task: asyncio.Task[Any]
    made_of: object
    seconds: float
    before: "_Entry | None" = None
    """What is served while this one is being made."""
    at: float | None = None
    """When it was made."""

    def age(self, now: float) -> float:
        return now - self.at if self.at is not None else 0


def _task(make: Callable[[], Awaitable[Any]]) -> asyncio.Task[Any]:
    async def made() -> Any:
        return await make()

    return asyncio.create_task(made())


class ClearAfterWrites:
    """Middleware that empties the cache when a request that may have changed something is
    answered, so that the next answer shows it."""

    def __init__(self, app: ASGIApp, cache: PageCache) -> None:
        self._app = app
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        acts = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if not acts or scope["path"] in _ASKING:
            await self._app(scope, receive, send)
            return

        async def send_and_clear(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._cache.clear()
            await send(message)

        await self._app(scope, receive, send_and_clear)
