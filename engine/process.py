"""How a process of ours that stays is run: why it cannot is one line, and a status of its own."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from domain.errors import DomainError, InvalidFile, ServiceUnreachable
from engine.leaving import leave
from engine.privacy import make_private

if TYPE_CHECKING:
    from settings import Settings

DONE, FAILED, WRONG_USAGE, UNREACHABLE = 0, 1, 2, 3

# For what remains to be closed once what was under way had its time.
_CLOSING_SECONDS = 5.0


_NEW_OBJECTS = 20_000
"""Objects made before the youngest are looked through: what a few requests leave behind."""
_LOOKS = 5, 1
"""How often, before older objects are looked through too, and before all are. What is left of a
workflow that the SDK keeps no more, up to a tenth of a megabyte each, is among the oldest. Python
by itself waits until a quarter of what there is would be new, so this is seldom all the same."""


async def run_process(
    work: Callable[["Settings"], Awaitable[None]], read_settings: Callable[[], "Settings"]
) -> int:
    """Do the work under the settings of the environment, and give the exit status. A refusal is one
    line on stderr, and so is each variable that makes no sense."""
    try:
        settings = read_settings()
    except InvalidFile as error:
        for each in error.details["problems"]:
            sys.stderr.write(f"{each['field']}: {each['problem']}\n")
        return WRONG_USAGE
    make_private(settings.home)
    try:
        await work(settings)
    except ServiceUnreachable as refusal:
        sys.stderr.write(f"{refusal.reason}\n")
        return UNREACHABLE
    except DomainError as refusal:
        sys.stderr.write(f"{refusal.reason}\n")
        return FAILED
    return DONE


def collect_garbage_seldom() -> None:
    """What is loaded by now stays: looking through it again and again would find nothing, and
    hold every request up for a tenth of a second each time."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *_LOOKS)


def leave_in_time(settings: "Settings") -> None:
    """From now on everything is closed; what takes too long is left as it is."""
    timeout = settings.shutdown_grace_seconds + _CLOSING_SECONDS
    asyncio.get_running_loop().call_later(timeout, _give_up, timeout)


def _give_up(seconds: float) -> None:
    sys.stderr.write(f"Not everything ended within {seconds:g} s; leaving all the same.\n")
    leave(FAILED)
