"""The check of ledger against engine, one row apart from another: what cannot be read is a finding
of its own, and all others are still looked at."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from pydantic import ValidationError

from application.clocks.check import Check
from domain.clocks import ClockFinding, Trouble
from domain.errors import DomainError, KeyDestroyed, ServiceUnreachable
from domain.values.versions import LATER_RELEASE

One = TypeVar("One")

_AT_A_TIME = 8
"""A worker that is asked, the engine and the ledger have other things to do as well."""

_NOT_DECODED = "does_not_decode"

_log = logging.getLogger(__name__)


async def all_apart(
    check: Check,
    these: Sequence[One],
    about: Callable[[One], str],
    look: Callable[[One], Awaitable[ClockFinding | None]],
) -> list[ClockFinding]:
    """What looking at each of them came to, some at a time, with a sign of life after each: a
    finding that it cannot be read, whatever went wrong with it alone. One that was erased is
    nobody's task, and no finding.

    Args:
        about: Its workflow id.

    Raises:
        ServiceUnreachable: ledger or engine is away, and with it all the others.
    """
    findings: list[ClockFinding | None] = [None] * len(these)
    remaining = iter(enumerate(these))

    async def look_at_remaining() -> None:
        for place, each in remaining:
            findings[place] = await apart(about(each), look(each))
            check.beat()

    looking = [asyncio.create_task(look_at_remaining()) for _ in range(min(_AT_A_TIME, len(these)))]
    try:
        await asyncio.gather(*looking)
    finally:
        for each in looking:
            each.cancel()
    return [found for found in findings if found is not None]


async def apart(about: str, looked_at: Awaitable[ClockFinding | None]) -> ClockFinding | None:
    """The same of a single one."""
    try:
        return await looked_at
    except ServiceUnreachable:
        raise
    except KeyDestroyed:
        return None
    except Exception as error:
        # Its text may quote what was stored, so only what kind of error it is.
        _log.warning("%s cannot be read: %s", about, type(error).__name__)
        return ClockFinding(about=about, trouble=Trouble.UNREADABLE, codes=(code_of(error),))


def code_of(error: BaseException) -> str:
    """What programs know it by: a refusal's own code, or why something stored is not understood."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DomainError):
            return cause.code
        if isinstance(cause, ValidationError):
            kinds = {each["type"] for each in cause.errors(include_input=False)}
            return LATER_RELEASE if LATER_RELEASE in kinds else _NOT_DECODED
        cause = cause.__cause__
    return _NOT_DECODED
