"""One read serves all who ask at the same moment, and never a value known to be outdated."""

import asyncio

import pytest

from console.pages.caching import Cached, invalidate_all


class Source:
    """A value that changes with every read, and answers once it is ready."""

    def __init__(self) -> None:
        self.begun = 0
        self.ready = asyncio.Event()
        self.ready.set()

    async def __call__(self) -> int:
        self.begun += 1
        number = self.begun
        await self.ready.wait()
        return number


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved by hand."""
    now = [100.0]
    monkeypatch.setattr("console.pages.caching.monotonic", lambda: now[0])
    return now


async def test_those_who_ask_together_get_the_same_value() -> None:
    source, cached = Source(), Cached[int](0)
    source.ready.clear()
    asked = [asyncio.ensure_future(cached.get("x", source)) for _ in range(50)]
    await asyncio.sleep(0)
    asked[0].cancel()
    source.ready.set()
    assert await asyncio.gather(*asked[1:]) == [1] * 49


async def test_a_value_is_served_for_a_moment_and_then_read_again(
    clock: list[float],
) -> None:
    source, cached = Source(), Cached[int](1)
    assert await cached.get("x", source) == 1
    clock[0] += 0.9
    assert await cached.get("x", source) == 1
    assert await cached.get("y", source) == 2
    clock[0] += 0.2
    source.ready.clear()
    assert await cached.get("x", source) == 1
    assert await cached.get("x", source) == 1
    source.ready.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await cached.get("x", source) == 3


async def test_an_old_value_is_not_served(clock: list[float]) -> None:
    source, cached = Source(), Cached[int](1)
    await cached.get("x", source)
    clock[0] += 2.1
    assert await cached.get("x", source) == 2


async def test_an_invalidated_value_is_not_served() -> None:
    source, cached = Source(), Cached[int](60)
    source.ready.clear()
    before = asyncio.ensure_future(cached.get("x", source))
    await asyncio.sleep(0)
    invalidate_all()
    after = asyncio.ensure_future(cached.get("x", source))
    await asyncio.sleep(0)
    source.ready.set()
    assert (await before, await after) == (1, 2)
    assert await cached.get("x", source) == 2


async def test_a_failed_read_is_tried_again_by_the_next() -> None:
    async def away() -> int:
        raise OSError

    source, cached = Source(), Cached[int](60)
    with pytest.raises(OSError):
        await cached.get("x", away)
    assert await cached.get("x", source) == 1
