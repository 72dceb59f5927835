"""Heartbeats of an activity that takes long, whatever it does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity


@asynccontextmanager
async def beating(every: float) -> AsyncIterator[None]:
    """Says that the activity is under way for as long as it is, so that another worker soon takes
    over when this one is lost. The engine does not listen to a local activity, which takes less
    than that anyway.

    Args:
        every: Seconds between two heartbeats.
    """
    if activity.info().is_local:
        yield
        return

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(every)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
