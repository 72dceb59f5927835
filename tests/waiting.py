"""How tests wait: for something by name, with a deadline, never by sleeping; and for several things
that are asked at the same moment."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from domain.errors import DomainError

T = TypeVar("T")

_POLL_SECONDS = 0.05


async def eventually(what: str, find: Callable[[], Awaitable[T]], seconds: float = 20) -> T:
    """What `find` finds, once it finds something true; fails with what was waited for."""
    deadline = time.monotonic() + seconds
    while not (found := await find()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s in vain until {what}"
        await asyncio.sleep(_POLL_SECONDS)
    return found


async def at_once(*asked: Awaitable[Any]) -> tuple[list[Any], list[DomainError]]:
    """What was answered and what was refused, when all is asked at the same moment."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, DomainError)]
    done = [answer for answer in answers if not isinstance(answer, BaseException)]
    assert len(done) + len(refused) == len(answers), answers
    return done, refused
