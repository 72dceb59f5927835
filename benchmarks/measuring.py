"""Drives lifecycles and records what they cost."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from temporalio.client import Client

from benchmarks.contenders import Contender, Life
from benchmarks.processes import cpu_seconds, resident_megabytes, running

IN_FLIGHT = 12
"""Lifecycles under way at the same time."""
SETTLE_SECONDS = 1.0
"""After a round the server still writes its listings, which belong to the round."""
BETWEEN_CLICKS_SECONDS = 0.25
"""Long enough for the server to be idle again."""

_MAILED_WITHIN_SECONDS = 60.0
_POLL_SECONDS = 0.05


@dataclass
class Cost:
    """What a number of lifecycles took. CPU in seconds, of all threads, user and system."""

    lifecycles: int = 0
    seconds: float = 0.0
    worker: float = 0.0
    server: float = 0.0
    client: float = 0.0
    latencies: list[float] = field(default_factory=list)
    """Of every update, in seconds."""

    @property
    def total(self) -> float:
        return self.worker + self.server + self.client

    def per_1000(self, part: str) -> float:
        """CPU seconds of a thousand lifecycles: of the worker, the server, the client, or in
        total."""
        seconds: float = getattr(self, part)
        return seconds * 1000 / self.lifecycles

    def add(self, other: "Cost") -> None:
        self.lifecycles += other.lifecycles
        self.seconds += other.seconds
        self.worker += other.worker
        self.server += other.server
        self.client += other.client
        self.latencies += other.latencies


@dataclass(frozen=True)
class History:
    """The mean over several lifecycles that have ended."""

    events: float
    bytes: float


@dataclass
class Bench:
    """One contender with its worker process, on the shared server."""

    contender: Contender
    worker: int
    """Its process id."""

    async def round(self, count: int) -> tuple[Cost, list[Life]]:
        """Whole lifecycles, several at a time, until the last mail is a file."""
        lives = await self.contender.prepare(count)
        mails = self._mails()
        slots = asyncio.Semaphore(IN_FLIGHT)
        latencies: list[float] = []

        async def one(life: Life) -> None:
            async with slots:
                latencies.extend(await self._live(life))

        worker, server = cpu_seconds(self.worker), self.contender.server_cpu()
        client, began = time.process_time(), time.perf_counter()
        await asyncio.gather(*(one(life) for life in lives))
        await self._mailed(mails + count * self.contender.mails_each)
        seconds = time.perf_counter() - began
        await asyncio.sleep(SETTLE_SECONDS)
        cost = Cost(
            lifecycles=count,
            seconds=seconds,
            worker=cpu_seconds(self.worker) - worker,
            server=self.contender.server_cpu() - server,
            client=time.process_time() - client,
            latencies=latencies,
        )
        return cost, lives

    async def alone(self, count: int) -> list[float]:
        """Latencies of single updates on an idle server, in seconds."""
        lives = await self.contender.prepare(count)
        return [each for life in lives for each in await self._live(life, BETWEEN_CLICKS_SECONDS)]

    async def memory_of_open(self, count: int) -> float:
        """Megabytes more of the worker for this many open requests, its cache as it comes."""
        lives = await self.contender.prepare(count)
        before = resident_megabytes(self.worker)
        slots = asyncio.Semaphore(IN_FLIGHT)

        async def opened(life: Life) -> None:
            _, act = self.contender.steps(life)[0]
            async with slots:
                await act()

        await asyncio.gather(*(opened(life) for life in lives))
        return resident_megabytes(self.worker) - before

    async def _live(self, life: Life, pause: float = 0.0) -> list[float]:
        latencies = []
        for _, act in self.contender.steps(life):
            await asyncio.sleep(pause)
            began = time.perf_counter()
            await act()
            latencies.append(time.perf_counter() - began)
        await self.contender.end_of(life)
        return latencies

    async def _mailed(self, expected: int) -> None:
        async with asyncio.timeout(_MAILED_WITHIN_SECONDS):
            while True:
                if self._mails() >= expected:
                    return
                await asyncio.sleep(_POLL_SECONDS)

    def _mails(self) -> int:
        return sum(1 for _ in self.contender.outbox.glob("*.eml"))


@asynccontextmanager
async def at_work(contender: Contender, warm_up: int) -> AsyncIterator[Bench]:
    """The contender with a new worker process that has warmed up."""
    command, environment = contender.worker
    log = contender.outbox.with_suffix(".log")
    async with running(command, environment, log) as worker:
        bench = Bench(contender, worker)
        await bench.round(warm_up)
        yield bench


async def history_of(temporal: Client, workflow_ids: Sequence[str]) -> History:
    described = [await temporal.get_workflow_handle(each).describe() for each in workflow_ids]
    sizes = [each.raw_description.workflow_execution_info for each in described]
    return History(
        events=sum(size.history_length for size in sizes) / len(sizes),
        bytes=sum(size.history_size_bytes for size in sizes) / len(sizes),
    )
