"""How every process of ours ends.

At interpreter exit the native core of the Temporal client can crash or hang after the work was
done. So nobody here exits through the interpreter: what is open is closed, what was written is
flushed, and then the process is gone.
"""

import asyncio
import logging
import os
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn

from adapters.ledger.kept_open import ledgers_kept_open
from engine.file_permissions import keep_files_private

Closer = Callable[[], Awaitable[None]]

INTERRUPTED = 130
"""Exit status after Ctrl-C, as shells have it."""
OUTPUT_CLOSED = 141
"""Exit status when the reader of our output has gone, as after `… | head`."""

_closers: list[Closer] = []


def on_leaving(close: Closer) -> None:
    """Registers a function to be called before the process ends, in reverse order of
    registration."""
    _closers.append(close)


def run_and_leave(main: Callable[[], Awaitable[int]]) -> NoReturn:
    """Runs `main` in an event loop and ends the process with the exit status that it returns.

    Ctrl-C ends it with 130, `SystemExit` with its code, any other exception with a traceback
    and 1; what is registered with `on_leaving` is closed in every case. Never returns.
    """
    keep_files_private()
    status = 1
    try:
        status = _status_of(main)
    finally:
        leave(status)


def leave(status: int) -> NoReturn:
    """Ends the process now, once its output and its logs are flushed."""
    os._exit(_flush(status))


def _status_of(main: Callable[[], Awaitable[int]]) -> int:
    try:
        return asyncio.run(_run_and_close(main))
    except SystemExit as leaving:
        return _status_of_code(leaving.code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return OUTPUT_CLOSED
    except BaseException:
        traceback.print_exc()
        return 1


def _status_of_code(code: str | int | None) -> int:
    if isinstance(code, str):
        sys.stderr.write(f"{code}\n")
        return 1
    return code or 0


async def _run_and_close(main: Callable[[], Awaitable[int]]) -> int:
    asyncio.get_running_loop().set_exception_handler(_without_what_was_cancelled)
    try:
        async with ledgers_kept_open():
            return await main()
    finally:
        while _closers:
            try:
                await _closers.pop()()
            except BrokenPipeError:
                continue
            except Exception:
                traceback.print_exc()


def _without_what_was_cancelled(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Ignores errors of calls that nobody waits for any more. Temporal's client can leave one
    behind when a command is ended, which would be reported with a stack trace."""
    if not isinstance(context.get("exception"), asyncio.CancelledError):
        loop.default_exception_handler(context)


def _flush(status: int) -> int:
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            status = status or OUTPUT_CLOSED
        except (OSError, ValueError):
            status = status or 1
    return status
