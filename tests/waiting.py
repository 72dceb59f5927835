"""The one way in which tests wait for something: by name, with a deadline, never by sleeping."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_POLL_SECONDS = 0.05


async def eventually(what: str, look: Callable[[], Awaitable[T]], seconds: float = 20) -> T:
    """What `look` finds, once it finds something true; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while not (found := await look()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain until {what}"
        await asyncio.sleep(_POLL_SECONDS)
    return found
