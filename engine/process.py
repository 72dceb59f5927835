"""Runs a long-running process: a failure at its start is one line on stderr and an exit status."""

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from domain.errors import DomainError, InvalidFile, ServiceUnreachable
from domain.values.full_disks import is_full
from engine.file_permissions import make_private
from engine.leaving import leave

if TYPE_CHECKING:
    from settings import Settings

DONE, FAILED, WRONG_USAGE, UNREACHABLE = 0, 1, 2, 3

# Seconds for closing, after what was under way had its time.
_CLOSING_SECONDS = 5.0


_NEW_OBJECTS = 20_000
"""New objects before the youngest generation is collected: what a few requests leave behind."""
_COLLECTIONS = 5, 1
"""How many collections of the younger generation come before one of the next. What remains of a
workflow that the SDK has dropped, up to a tenth of a megabyte each, is among the oldest objects.
Python also waits until a quarter of all objects are new, so collections stay rare."""


async def run_process(
    work: Callable[["Settings"], Awaitable[None]], read_settings: Callable[[], "Settings"]
) -> int:
    """Does the work under the settings of the environment, and returns the exit status. A refusal
    is one line on stderr, and so is each variable that makes no sense, or a file that cannot be
    written: a full disk is a reason to start it again later, any other one is to be put right."""
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
    except OSError as failure:
        if isinstance(failure, BrokenPipeError):
            raise
        named = f"{failure.filename}: " if failure.filename is not None else ""
        sys.stderr.write(f"{named}{failure.strerror or failure}\n")
        passes = isinstance(failure, ConnectionError | TimeoutError) or is_full(failure)
        return UNREACHABLE if passes else WRONG_USAGE
    return DONE


def collect_garbage_seldom() -> None:
    """Excludes what is loaded by now from garbage collection: each collection would find nothing,
    and delay every request by a tenth of a second."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *_COLLECTIONS)


def leave_in_time(settings: "Settings") -> None:
    """Closes everything, and ends the process if that takes too long."""
    timeout = settings.shutdown_grace_seconds + _CLOSING_SECONDS
    asyncio.get_running_loop().call_later(timeout, _give_up, timeout)


def _give_up(seconds: float) -> None:
    sys.stderr.write(f"Not everything ended within {seconds:g} s; leaving all the same.\n")
    leave(FAILED)
