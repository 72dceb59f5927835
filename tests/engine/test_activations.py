"""Workflows' activations in the event loop's own thread, and the watchdog who interrupts one."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable

import pytest

from engine import activations
from engine.activations import OnTheSpot, Stuck


@pytest.fixture
async def executor(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OnTheSpot]:
    monkeypatch.setattr(activations, "_AT_MOST_SECONDS", 0.05)
    monkeypatch.setattr(activations, "_CHECK_EVERY_SECONDS", 0.002)
    with OnTheSpot() as executor:
        yield executor


async def _run(executor: OnTheSpot, work: Callable[[], object]) -> object:
    return await asyncio.get_running_loop().run_in_executor(executor, work)


async def test_it_runs_in_the_loops_own_thread_and_outside_of_any_task(
    executor: OnTheSpot,
) -> None:
    def work() -> tuple[int, object]:
        return threading.get_ident(), asyncio.current_task()

    assert await _run(executor, work) == (threading.get_ident(), None)


async def test_what_it_raises_arrives(executor: OnTheSpot) -> None:
    with pytest.raises(ZeroDivisionError):
        await _run(executor, lambda: 1 / 0)


async def test_the_loop_goes_on_after_work_that_was_a_loop_itself(executor: OnTheSpot) -> None:
    await _run(executor, lambda: asyncio._set_running_loop(None))
    await asyncio.sleep(0)
    assert await _run(executor, lambda: "next") == "next"


async def test_nobody_runs_what_was_given_up_before_it_began(executor: OnTheSpot) -> None:
    ran: list[bool] = []
    asyncio.get_running_loop().run_in_executor(executor, ran.append, True).cancel()
    await _run(executor, lambda: None)
    assert ran == []


async def test_what_never_comes_back_is_interrupted_and_says_where_it_was(
    executor: OnTheSpot,
) -> None:
    def turns_in_circles() -> None:
        while True:
            pass

    with pytest.raises(Stuck, match="turns_in_circles"):
        await _run(executor, turns_in_circles)
    assert await _run(executor, lambda: "next") == "next"


async def test_what_waits_for_a_busy_machine_is_not_interrupted(executor: OnTheSpot) -> None:
    def waits() -> str:
        threading.Event().wait(0.2)  # as long as others have the processor
        return "done"

    assert await _run(executor, waits) == "done"


async def test_what_does_nothing_and_does_not_come_back_is_interrupted_later(
    executor: OnTheSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activations, "_WAITS_AT_MOST_SECONDS", 0.1)

    def sleeps() -> None:
        while True:
            threading.Event().wait(0.01)

    with pytest.raises(Stuck, match="sleeps"):
        await _run(executor, sleeps)


async def test_what_was_interrupted_has_failed_even_if_it_carries_on_regardless(
    executor: OnTheSpot,
) -> None:
    def stubborn() -> str:
        try:
            while True:
                pass
        except BaseException:
            return "nothing happened"

    with pytest.raises(Stuck):
        await _run(executor, stubborn)


async def test_an_interruption_that_comes_too_late_hits_nobody_else(executor: OnTheSpot) -> None:
    def takes(seconds: float) -> str:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass
        return "in time"

    ends: list[object] = []
    for step in range(100):
        work = asyncio.get_running_loop().run_in_executor(executor, takes, 0.047 + step * 0.0001)
        ends += await asyncio.gather(work, return_exceptions=True)
        assert sum(range(1000)) == 499_500  # would be hit
    assert "in time" in ends
    assert {type(end) for end in ends} == {str, Stuck}


def test_ctrl_c_is_not_kept_from_the_process() -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    async def main() -> None:
        with OnTheSpot() as executor:
            await asyncio.get_running_loop().run_in_executor(executor, interrupted)

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(main())


def test_the_watchdog_ends_with_the_last_workflow() -> None:
    others = set(threading.enumerate())
    with OnTheSpot():
        assert [thread.name for thread in set(threading.enumerate()) - others] == ["watchdog_0"]
    assert set(threading.enumerate()) <= others
