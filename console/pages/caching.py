"""A cache of what pages read: one read serves all who ask at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Value = TypeVar("Value")

_AT_MOST = 256
"""Entries that one cache holds."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_all_caches: "WeakSet[Cached[Any]]" = WeakSet()


class Cached(Generic[Value]):
    """Values that are read again after so many seconds, by one reader for all of them.

    Who asks while a read is under way gets its value. An old value is served for as many seconds
    again while a new one is being read, so that nobody waits for that. `invalidate_all` drops
    every value, when something is known to have changed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._cache: dict[Hashable, _Read[Value]] = {}
        _all_caches.add(self)

    async def get(self, key: Hashable, read: Callable[[], Awaitable[Value]]) -> Value:
        known, now = self._cache.get(key), monotonic()
        if known is None or known.is_older(2 * self._seconds, now):
            known = self._begin(key, read, None)
        elif known.is_older(self._seconds, now):
            self._begin(key, read, known.task)
            return known.task.result()
        if known.task.done():
            return known.task.result()
        if known.before is not None:
            return known.before.result()
        # Shielded: a reader that disconnects does not cancel the read for the others.
        return await asyncio.shield(known.task)

    def clear(self) -> None:
        self._cache.clear()

    def _begin(
        self,
        key: Hashable,
        read: Callable[[], Awaitable[Value]],
        before: asyncio.Task[Value] | None,
    ) -> "_Read[Value]":
        if len(self._cache) >= _AT_MOST:
            self._cache.clear()
        begun = _Read(asyncio.ensure_future(_value_of(read)), before)
        self._cache[key] = begun
        begun.task.add_done_callback(lambda task: self._ended(key, begun))
        return begun

    def _ended(self, key: Hashable, ended: "_Read[Value]") -> None:
        ended.at, ended.before = monotonic(), None
        failed = ended.task.cancelled() or ended.task.exception() is not None
        if failed and self._cache.get(key) is ended:
            del self._cache[key]


@dataclass(slots=True)
class _Read(Generic[Value]):
    task: asyncio.Task[Value]
    before: asyncio.Task[Value] | None
    """Whose value is served while this one is under way."""
    at: float = float("inf")
    """When it was done."""

    def is_older(self, seconds: float, now: float) -> bool:
        return self.task.done() and now - self.at > seconds


async def _value_of(read: Callable[[], Awaitable[Value]]) -> Value:
    return await read()


def invalidate_all() -> None:
    """Empties every cache, because something has changed."""
    for cache in _all_caches:
        cache.clear()


_ASKING = frozenset({"/queues", "/accounts"})
"""Paths of forms that search and change nothing."""


class InvalidateAfterWrites:
    """Middleware that empties every cache when a request that may have changed something is
    answered, so that the next answer shows it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        acts = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if not acts or scope["path"] in _ASKING:
            await self._app(scope, receive, send)
            return

        async def send_and_invalidate(message: Message) -> None:
            if message["type"] == "http.response.start":
                invalidate_all()
            await send(message)

        await self._app(scope, receive, send_and_invalidate)
