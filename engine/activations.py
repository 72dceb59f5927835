"""Workflows run in the event loop's own thread, with a watchman for one that never comes back."""

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
"""Of its own, as long as the SDK gives a workflow. An activation takes a millisecond or two. What
other programs of a busy machine take meanwhile is not the workflow's fault."""
_WAITS_AT_MOST_SECONDS = 10.0
"""By the clock on the wall, for one that does nothing and does not come back either. By then the
engine has given its task to another worker."""
_CHECK_EVERY_SECONDS = 0.5


class Stuck(Exception):
    """A workflow did not come back from an activation, which has failed by that."""


class _Interruption(BaseException):
    """Ends what never comes back, from inside. Not an `Exception`, which workflows catch."""


class _Began(NamedTuple):
    """When an activation began, in seconds."""

    at: float
    """Of the monotonic clock."""
    worked: float
    """What its thread had worked by then."""


class OnTheSpot(ThreadPoolExecutor):
    """Runs an activation at once, where the SDK would cross to another thread and back.

    It crosses so that the loop can see when one takes too long, and interrupt it. But only one
    thread can run Python at a time, and two that take turns cost more than the activation itself.
    Here the only other thread is a watchman, who looks at the clock and interrupts in the same way.
    """

    def __init__(self) -> None:
        super().__init__(max_workers=1, thread_name_prefix="watchman")
        self._lock = threading.Lock()
        self._began: _Began | None = None
        self._thread = 0
        self._was_at: str | None = None
        """Where it was interrupted, once it was."""
        self._closing = threading.Event()
        super().submit(self._watch)

    def submit(  # type: ignore[override]  # a loop takes a future of its own as it is
        self, work: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> asyncio.Future[Any]:
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        # Not within the task that asks: a workflow has tasks of its own, and cannot run theirs
        # while another one runs. Nor in its context, which is none of a workflow's business.
        loop.call_soon(self._run, done, partial(work, *args, **kwargs), context=Context())
        return done

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._closing.set()
        super().shutdown(wait, cancel_futures=cancel_futures)

    def _run(self, done: asyncio.Future[Any], work: Callable[[], Any]) -> None:
        if done.done():
            return  # nobody waits for it any more
        loop = asyncio.get_running_loop()
        try:
            done.set_result(self._watched(work))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as failure:
            done.set_exception(failure)
        finally:
            asyncio._set_running_loop(loop)  # a workflow is a loop itself, and leaves none behind

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
                    if self._was_at is not None:  # on its way, as the work ended after all
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
                    # Once for each activation: it is not to be hit again on its way out.
                    self._began, self._was_at = None, _stack_of(self._thread)
                    _interrupt(self._thread, _Interruption)

    def _takes_too_long(self, began: _Began) -> bool:
        waited = time.monotonic() - began.at
        if not hasattr(time, "pthread_getcpuclockid"):  # macOS: the wall's clock has to do
            return waited > _AT_MOST_SECONDS
        worked = time.clock_gettime(time.pthread_getcpuclockid(self._thread)) - began.worked
        return worked > _AT_MOST_SECONDS or waited > _WAITS_AT_MOST_SECONDS


def _interrupt(thread: int, by: type[BaseException] | None) -> None:
    """Raises it in that thread before its next step; `None` takes one back that is not raised."""
    raised = ctypes.py_object(by) if by is not None else None
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


def _stack_of(thread: int) -> str:
    frame = _current_frames().get(thread)
    return "".join(traceback.format_stack(frame)[-8:]) if frame is not None else "unknown"
