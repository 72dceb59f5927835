"""One look for all who look at the same moment, and never at what is known to have changed."""

import asyncio

import pytest

from console.pages.sharing import Shared, forget


class Looks:
    """Something to look at that changes with every look, and is there when it is told to be."""

    def __init__(self) -> None:
        self.begun = 0
        self.there = asyncio.Event()
        self.there.set()

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        await self.there.wait()
        return number


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved by hand."""
    now = [100.0]
    monkeypatch.setattr("console.pages.sharing.monotonic", lambda: now[0])
    return now


async def test_those_who_ask_together_are_shown_the_same() -> None:
    looks, shared = Looks(), Shared[int](0)
    looks.there.clear()
    asked = [asyncio.ensure_future(shared.look("x", looks)) for _ in range(50)]
    await asyncio.sleep(0)
    asked[0].cancel()
    looks.there.set()
    assert await asyncio.gather(*asked[1:]) == [1] * 49


async def test_what_was_seen_is_shown_for_a_moment_and_then_looked_at_anew(
    clock: list[float],
) -> None:
    looks, shared = Looks(), Shared[int](1)
    assert await shared.look("x", looks) == 1
    clock[0] += 0.9
    assert await shared.look("x", looks) == 1
    assert await shared.look("y", looks) == 2
    clock[0] += 0.2
    looks.there.clear()
    assert await shared.look("x", looks) == 1
    assert await shared.look("x", looks) == 1
    looks.there.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await shared.look("x", looks) == 3


async def test_what_is_old_is_not_shown_again(clock: list[float]) -> None:
    looks, shared = Looks(), Shared[int](1)
    await shared.look("x", looks)
    clock[0] += 2.1
    assert await shared.look("x", looks) == 2


async def test_what_has_changed_is_not_shown_again() -> None:
    looks, shared = Looks(), Shared[int](60)
    looks.there.clear()
    before = asyncio.ensure_future(shared.look("x", looks))
    await asyncio.sleep(0)
    forget()
    after = asyncio.ensure_future(shared.look("x", looks))
    await asyncio.sleep(0)
    looks.there.set()
    assert (await before, await after) == (1, 2)
    assert await shared.look("x", looks) == 2


async def test_what_failed_is_tried_again_by_the_next() -> None:
    async def away() -> int:
        raise OSError

    looks, shared = Looks(), Shared[int](60)
    with pytest.raises(OSError):
        await shared.look("x", away)
    assert await shared.look("x", looks) == 1
