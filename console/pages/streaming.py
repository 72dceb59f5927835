"""Streams of events that notify an open page of changes."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress

from fastapi.sse import ServerSentEvent

from console.live import Live

CHANGED, LISTENING = "changed", "listening"

_UNTIL_LISTENING = 0.5
"""Seconds after which a new listener misses no change any more."""


async def _perhaps() -> bool:
    return True


async def changes(
    live: Live,
    *topics: str,
    missed: Callable[[], Awaitable[bool]] = _perhaps,
    first: Callable[[], None] = lambda: None,
) -> AsyncGenerator[ServerSentEvent]:
    """An event `changed` for each change, until the client disconnects, and once an event
    `listening`, after which no change is missed. The caller closes it (`contextlib.aclosing`).

    Args:
        missed: Whether something changed since the page was rendered. If it cannot say, an event
            is sent to be sure.
        first: Called before each event, to empty caches.
    """
    watching = live.watch(*topics)
    change = asyncio.ensure_future(_next(watching))
    try:
        yield ServerSentEvent(comment="listening")
        await asyncio.wait({change}, timeout=_UNTIL_LISTENING)
        if change.done():
            change = asyncio.ensure_future(_next(watching))
            has_changed = True
        else:
            has_changed = await missed()
        if has_changed:
            first()
            yield ServerSentEvent(event=CHANGED, raw_data="")
        yield ServerSentEvent(event=LISTENING, raw_data="")
        while True:
            await asyncio.shield(change)
            change = asyncio.ensure_future(_next(watching))
            first()
            yield ServerSentEvent(event=CHANGED, raw_data="")
    finally:
        change.cancel()
        with suppress(asyncio.CancelledError):
            await change


async def _next(watching: AsyncIterator[None]) -> None:
    await anext(watching)
