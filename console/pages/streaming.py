"""Telling a page that is being looked at that something has changed."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import suppress

from fastapi.sse import ServerSentEvent

from console.live import Live

_UNTIL_LISTENING = 0.5
"""Seconds after which whatever happens from now on is noticed."""


async def _perhaps() -> bool:
    return True


async def changes(
    live: Live,
    *topics: str,
    missed: Callable[[], Awaitable[bool]] = _perhaps,
    first: Callable[[], None] = lambda: None,
) -> AsyncGenerator[ServerSentEvent]:
    """An event `changed` for each change, until the listener goes away. To be closed by whoever
    asked for it (`contextlib.aclosing`).

    Args:
        missed: Whether something changed between the page and now; told once, to be sure, where
            it does not say.
        first: Called before a change is told: what was kept in mind is not so any more.
    """
    watching = live.watch(*topics)
    told = asyncio.ensure_future(_next(watching))
    try:
        yield ServerSentEvent(comment="listening")
        await asyncio.wait({told}, timeout=_UNTIL_LISTENING)
        if not told.done() and await missed():
            first()
            yield ServerSentEvent(event="changed", raw_data="")
        while True:
            await asyncio.shield(told)
            told = asyncio.ensure_future(_next(watching))
            first()
            yield ServerSentEvent(event="changed", raw_data="")
    finally:
        told.cancel()
        with suppress(asyncio.CancelledError):
            await told


async def _next(watching: AsyncIterator[None]) -> None:
    await anext(watching)
