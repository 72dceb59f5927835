"""Many readers of one page at the same time, each asking again as soon as it has its answer.

Plain sockets: a client that costs as much as the server would hide the server's cost.
"""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

READERS = 50


@dataclass(frozen=True)
class Reading:
    """How long answers took, in milliseconds, and how many came in each second."""

    p50: float
    p95: float
    each_second: float


@dataclass(frozen=True)
class Page:
    """What is read: the paths, in turn, and the reader's cookie."""

    port: int
    paths: Sequence[str]
    cookie: str = ""


async def read_together(page: Page, answers: int, readers: int = READERS) -> Reading:
    """So many answers in all, to so many readers at the same time.

    Raises:
        RuntimeError: a page was refused, with what was said.
    """
    times: list[float] = []
    paths = cycle(page.paths)
    left = answers

    async def reader() -> None:
        nonlocal left
        incoming, outgoing = await asyncio.open_connection("127.0.0.1", page.port)
        try:
            while left > 0:
                left -= 1
                began = time.perf_counter()
                await _read(incoming, outgoing, next(paths), page)
                times.append(time.perf_counter() - began)
        finally:
            outgoing.close()

    began = time.perf_counter()
    await asyncio.gather(*(reader() for _ in range(readers)))
    seconds = time.perf_counter() - began
    shares = statistics.quantiles(times, n=100, method="inclusive")
    return Reading(shares[49] * 1000, shares[94] * 1000, len(times) / seconds)


async def size_of(page: Page) -> int:
    """How many bytes its first path has."""
    incoming, outgoing = await asyncio.open_connection("127.0.0.1", page.port)
    try:
        return len(await _read(incoming, outgoing, page.paths[0], page))
    finally:
        outgoing.close()


async def _read(
    incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter, path: str, page: Page
) -> bytes:
    cookie = f"Cookie: {page.cookie}\r\n" if page.cookie else ""
    outgoing.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{page.port}\r\n{cookie}\r\n".encode())
    head = (await incoming.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = int(head.partition("content-length:")[2].split("\r\n")[0])
    body = await incoming.readexactly(length)
    if " 200 " not in head.split("\r\n")[0]:
        raise RuntimeError(f"{path}: {head.splitlines()[0]}: {body[:300]!r}")
    return body
