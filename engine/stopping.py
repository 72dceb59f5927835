"""When a long-running process ends: it is asked to, or a part of it ended."""

import asyncio
import signal
from collections.abc import Awaitable


def stop_requested() -> asyncio.Event:
    """An event that SIGTERM or the first Ctrl-C sets; a second Ctrl-C ends the process at once."""
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()

    def stop(number: int) -> None:
        stopping.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop, number)
    return stopping


async def until_first_ends(*parts: Awaitable[object]) -> None:
    """Waits until one of them ends, raises what it raised, and cancels the others."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
