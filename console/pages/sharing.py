"""One look for all who look at the same thing at the same moment."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Seen = TypeVar("Seen")

_AT_MOST = 256
"""How many things are kept in mind at a time."""

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_everything: "WeakSet[Shared[Any]]" = WeakSet()


class Shared(Generic[Seen]):
    """Whoever asks while a look is under way is given what that look sees. What was seen is shown
    again for so many seconds, and for as many again while somebody looks anew, so that not
    everybody has to wait for that; and never once something is known to have changed."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._looks: dict[Hashable, _Look[Seen]] = {}
        _everything.add(self)

    async def look(self, at: Hashable, look: Callable[[], Awaitable[Seen]]) -> Seen:
        known, now = self._looks.get(at), monotonic()
        if known is None or known.is_older(2 * self._seconds, now):
            known = self._begin(at, look, None)
        elif known.is_older(self._seconds, now):
            self._begin(at, look, known.task)
            return known.task.result()
        if known.task.done():
            return known.task.result()
        if known.before is not None:
            return known.before.result()
        # One who goes away does not take the answer with them.
        return await asyncio.shield(known.task)

    def drop(self) -> None:
        self._looks.clear()

    def _begin(
        self,
        at: Hashable,
        look: Callable[[], Awaitable[Seen]],
        before: asyncio.Task[Seen] | None,
    ) -> "_Look[Seen]":
        if len(self._looks) >= _AT_MOST:
            self._looks.clear()
        begun = _Look(asyncio.ensure_future(_seen_by(look)), before)
        self._looks[at] = begun
        begun.task.add_done_callback(lambda task: self._ended(at, begun))
        return begun

    def _ended(self, at: Hashable, ended: "_Look[Seen]") -> None:
        ended.at, ended.before = monotonic(), None
        failed = ended.task.cancelled() or ended.task.exception() is not None
        if failed and self._looks.get(at) is ended:
            del self._looks[at]


@dataclass(slots=True)
class _Look(Generic[Seen]):
    task: asyncio.Task[Seen]
    before: asyncio.Task[Seen] | None
    """What is shown while this one is under way."""
    at: float = float("inf")
    """When it was done."""

    def is_older(self, seconds: float, now: float) -> bool:
        return self.task.done() and now - self.at > seconds


async def _seen_by(look: Callable[[], Awaitable[Seen]]) -> Seen:
    return await look()


def forget() -> None:
    """Something has changed: whoever asks from now on is shown what is so now."""
    for shared in _everything:
        shared.drop()


_ASKING = frozenset({"/queues", "/accounts"})
"""What is sent there asks and does nothing."""


class ForgetAfterActing:
    """Around an application: whatever was done by one answer, the next one shows."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        acts = scope["type"] == "http" and scope["method"] not in _SAFE_METHODS
        if not acts or scope["path"] in _ASKING:
            await self._app(scope, receive, send)
            return

        async def send_and_forget(message: Message) -> None:
            if message["type"] == "http.response.start":
                forget()
            await send(message)

        await self._app(scope, receive, send_and_forget)
