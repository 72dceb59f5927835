"""One read serves all who ask at the same moment, and never a value known to be outdated."""

import asyncio

import pytest

from console.pages.page_cache import PageCache


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
    monkeypatch.setattr("console.pages.page_cache.monotonic", lambda: now[0])
    return now


async def test_those_who_ask_together_get_the_same_value() -> None:
    source, cache = Source(), PageCache()
    source.ready.clear()
    asked = [asyncio.ensure_future(cache.get("x", source)) for _ in range(50)]
    await asyncio.sleep(0)
    asked[0].cancel()
    source.ready.set()
    assert await asyncio.gather(*asked[1:]) == [1] * 49


async def test_a_value_is_served_for_a_moment_and_then_read_again(
    clock: list[float],
) -> None:
    source, cache = Source(), PageCache()
    assert await cache.get("x", source, seconds=1) == 1
    clock[0] += 0.9
    assert await cache.get("x", source, seconds=1) == 1
    assert await cache.get("y", source, seconds=1) == 2
    clock[0] += 0.2
    source.ready.clear()
    assert await cache.get("x", source, seconds=1) == 1
    assert await cache.get("x", source, seconds=1) == 1
    source.ready.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert await cache.get("x", source, seconds=1) == 3


async def test_an_old_value_is_not_served(clock: list[float]) -> None:
    source, cache = Source(), PageCache()
    await cache.get("x", source, seconds=1)
    clock[0] += 2.1
    assert await cache.get("x", source, seconds=1) == 2


async def test_what_was_made_before_the_cache_was_cleared_is_not_served() -> None:
    source, cache = Source(), PageCache()
    source.ready.clear()
    before = asyncio.ensure_future(cache.get("x", source, seconds=60))
    await asyncio.sleep(0)
    cache.clear()
    after = asyncio.ensure_future(cache.get("x", source, seconds=60))
    await asyncio.sleep(0)
    source.ready.set()
    assert (await before, await after) == (1, 2)
    assert await cache.get("x", source, seconds=60) == 2


async def test_a_failed_read_is_tried_again_by_the_next() -> None:
    async def away() -> int:
        raise OSError

    source, cache = Source(), PageCache()
    with pytest.raises(OSError):
        await cache.get("x", away, seconds=60)
    assert await cache.get("x", source, seconds=60) == 1


async def test_a_value_made_of_something_else_is_made_anew() -> None:
    source, cache = Source(), PageCache()
    made = [
        await cache.get("x", source, seconds=60, made_of=of) for of in (("a", 1), ("a", 1), ("b",))
    ]
    assert made == [1, 1, 2]
    assert await cache.get("x", source, seconds=60, made_of=("a", 1)) == 3


async def test_what_is_not_to_last_is_made_anew_for_the_next() -> None:
    source, cache = Source(), PageCache()
    assert [await cache.get("x", source) for _ in range(2)] == [1, 2]


async def test_the_oldest_go_when_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.pages.page_cache._AT_MOST", 2)
    source, cache = Source(), PageCache()
    for key in ("a", "b", "c"):
        await cache.get(key, source, seconds=60)
    assert await cache.get("c", source, seconds=60) == 3
    assert await cache.get("b", source, seconds=60) == 2
    assert await cache.get("a", source, seconds=60) == 4
