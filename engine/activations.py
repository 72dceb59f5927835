"""Runs workflows in the event loop's own thread, with a watchdog for one that never returns."""

import asyncio
import ctypes
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from functools import partial
from sys import _current_frames
from typing import Any, NamedTuple

_AT_MOST_SECONDS = 2.0
"""How long an activation may compute, as long as the SDK allows. One takes a millisecond or two.
Time that other programs of a busy machine take does not count."""
_WAITS_AT_MOST_SECONDS = 10.0
"""How long an activation may take in all, for one that computes nothing and never returns. By then
the engine has given its task to another worker."""
_CHECK_EVERY_SECONDS = 0.5


class Stuck(Exception):
    """A workflow did not return from an activation, which fails with this."""


class _Interruption(BaseException):
    """Interrupts an activation from inside. It is no `Exception`, since workflows catch those."""


class _Began(NamedTuple):
    """When an activation began, in seconds."""

    at: float
    """By the monotonic clock."""
    worked: float
    """The CPU time of its thread by then."""


class OnTheSpot(ThreadPoolExecutor):
    """An executor that runs an activation at once, in the caller's thread. The SDK's own crosses to
    another thread and back.

    The SDK crosses so that its loop can interrupt an activation that takes too long. But only one
    thread at a time can run Python, and switching costs more than an activation does. Here, the
    only other thread is a watchdog, which checks the time and interrupts in the same way.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1, thread_name_prefix="watchdog")
        self._lock = threading.Lock()
        self._began: _Began | None = None
        self._thread = 0
        self._was_at: str | None = None
        """Where the activation was interrupted, if it was."""
        self._closing = threading.Event()
        super().submit(self._watch)

    def submit(  # type: ignore[override]  # a loop takes a future of its own as it is
        self, work: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        # Outside of the calling task: a workflow has tasks of its own, which cannot run inside
        # another. And in a new context, not the caller's.
        loop.call_soon(self._run, done, partial(work, *args, **kwargs), context=Context())
        return done

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._closing.set()
        super().shutdown(wait, cancel_futures=cancel_futures)

    def _run(self, done: asyncio.Future[Any], work: Callable[[], Any]) -> None:
        if done.done():
            return  # the caller was cancelled
        loop = asyncio.get_running_loop()
        try:
            done.set_result(self._watched(work))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as failure:
            done.set_exception(failure)
        finally:
            asyncio._set_running_loop(loop)  # the workflow ran its own loop, and leaves none

    def _watched(self, work: Callable[[], Any]) -> Any:
        interruption = None
        try:
            with self._lock:
                self._began = _Began(time.monotonic(), time.thread_time())
                self._thread, self._was_at = threading.get_ident(), None
            try:
                result = work()
            finally:
                with self._lock:
                    self._began = None
                    if self._was_at is not None:  # raised too late: the work had ended
                        _interrupt(self._thread, None)
        except _Interruption as arrived:
            interruption = arrived
        if self._was_at is not None:
            raise Stuck(
                "[TMPRL1101] Potential deadlock detected: workflow didn't yield within"
                f" {_AT_MOST_SECONDS:.0f} seconds. It was at:\n{self._was_at}"
            ) from interruption
        return result

    def _watch(self) -> None:
        while not self._closing.wait(_CHECK_EVERY_SECONDS):
            with self._lock:
                if self._began is not None and self._takes_too_long(self._began):
                    # Once for each activation: a second one would hit it while it unwinds.
                    self._began, self._was_at = None, _stack_of(self._thread)
                    _interrupt(self._thread, _Interruption)

    def _takes_too_long(self, began: _Began) -> bool:
        waited = time.monotonic() - began.at
        if not hasattr(time, "pthread_getcpuclockid"):  # macOS: wall time has to do
            return waited > _AT_MOST_SECONDS
        worked = time.clock_gettime(time.pthread_getcpuclockid(self._thread)) - began.worked
        return worked > _AT_MOST_SECONDS or waited > _WAITS_AT_MOST_SECONDS


def _interrupt(thread: int, by: type[BaseException] | None) -> None:
    """Raises this in the thread at its next step; `None` cancels one that is not raised yet."""
    raised = ctypes.py_object(by) if by is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


def _stack_of(thread: int) -> str:
    frame = _current_frames().get(thread)
    return "".join(traceback.format_stack(frame)[-8:]) if frame is not None else "unknown"
