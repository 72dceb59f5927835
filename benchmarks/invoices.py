"""The parts about invoices: issued and paid, left open, and many due at once."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from temporalio.client import Client

from benchmarks.billing import BareBilling, Billing, OurBilling, each_of, new_series, numbers_of
from benchmarks.contenders import BARE, OURS
from benchmarks.measuring import SETTLE_SECONDS, History, history_of
from benchmarks.processes import cpu_seconds, resident_megabytes, running
from benchmarks.sizes import Size
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port

_LONGEST_SECONDS = 300.0
_POLL_SECONDS = 0.05
_QUIET_SECONDS = 5.0
"""Time after many invoices until engine and worker are idle."""


@dataclass
class Issued:
    """What a number of invoices took. CPU in seconds, of all threads, user and system."""

    count: int
    issued: float
    """Seconds until the last was issued."""
    paid: float
    """Seconds until the last was issued and paid, and its mails were files."""
    worker: float
    server: float
    client: float


@dataclass
class IssuedAndPaid:
    """By contender."""

    rounds: dict[str, list[Issued]] = field(default_factory=lambda: {OURS: [], BARE: []})
    history: dict[str, History] = field(default_factory=dict)


@dataclass
class LeftOpen:
    """What open invoices add, in megabytes, and what they cost while nothing happens."""

    count: int
    worker: float
    server: float
    idle: float
    """CPU seconds of the worker in a second."""


@dataclass
class DueAtOnce:
    """What reminders cost that are due at the same moment."""

    count: int
    written: float
    """Seconds from that moment until the last one was on disk."""
    mailed: float | None
    worker: float
    server: float


@dataclass
class Office:
    """A contender with its worker process and the engine, by their process ids."""

    billing: Billing
    worker: int
    server: int
    seconds_each: float = 0.1
    """Seconds that issuing takes of one invoice due at a moment, as far as known."""

    async def issue_and_pay(self, count: int) -> tuple[Issued, list[str]]:
        numbers = numbers_of(new_series(), count)
        mails = self._mails()
        used, client, began = self._used(), time.process_time(), time.perf_counter()
        await self.billing.issue(numbers)
        issued = time.perf_counter() - began
        await each_of(numbers, self.billing.pay)
        await until(lambda: self._mails() >= mails + count * self.billing.mails_each)
        paid = time.perf_counter() - began
        await asyncio.sleep(SETTLE_SECONDS)
        worker, server = self._used_since(used)
        cost = Issued(count, issued, paid, worker, server, time.process_time() - client)
        return cost, [self.billing.workflow_id(number) for number in numbers]

    async def leave_open(self, count: int, idle_seconds: float) -> LeftOpen:
        worker, server = resident_megabytes(self.worker), resident_megabytes(self.server)
        await self.billing.issue(numbers_of(new_series(), count))
        await asyncio.sleep(min(_QUIET_SECONDS, idle_seconds))
        added = resident_megabytes(self.worker) - worker, resident_megabytes(self.server) - server
        before = self._used()
        await asyncio.sleep(idle_seconds)
        idle, _ = self._used_since(before)
        return LeftOpen(count, *added, idle / idle_seconds)

    async def all_due_at_once(self, count: int) -> DueAtOnce:
        series, moment = await self._issue_all_due(count)
        await asyncio.sleep((moment - datetime.now(UTC)).total_seconds())
        used = self._used()
        written = await _since(moment, lambda: self.billing.reminded(series) >= count)
        mailed = None
        if self.billing.mailed(series) is not None:
            mailed = await _since(moment, lambda: (self.billing.mailed(series) or 0) >= count)
        await asyncio.sleep(SETTLE_SECONDS)
        return DueAtOnce(count, written, mailed, *self._used_since(used))

    async def _issue_all_due(self, count: int) -> tuple[str, datetime]:
        """Issues invoices that are all due at a moment, with everything idle before it. If issuing
        takes longer than expected the moment comes too early: then once more."""
        series, began = new_series(), datetime.now(UTC)
        ahead = timedelta(seconds=_QUIET_SECONDS + 1.5 * self.seconds_each * count)
        moment = began.replace(microsecond=0) + ahead
        await self.billing.issue_due_at(numbers_of(series, count), moment)
        issued = datetime.now(UTC)
        self.seconds_each = (issued - began).total_seconds() / count
        if issued + timedelta(seconds=_QUIET_SECONDS / 2) < moment:
            return series, moment
        return await self._issue_all_due(count)

    def _used(self) -> tuple[float, float]:
        return cpu_seconds(self.worker), cpu_seconds(self.server)

    def _used_since(self, before: tuple[float, float]) -> tuple[float, float]:
        worker, server = self._used()
        return worker - before[0], server - before[1]

    def _mails(self) -> int:
        return sum(1 for _ in self.billing.outbox.glob("*.eml"))


async def measure_issued_and_paid(home: Path, size: Size) -> IssuedAndPaid:
    found = IssuedAndPaid()
    async with _both_at_work(home) as (temporal, offices):
        for office in offices:
            await office.issue_and_pay(size.warm_up)
        for _ in range(size.rounds):
            for office in offices:
                cost, workflow_ids = await office.issue_and_pay(size.invoices_each_round)
                found.rounds[office.billing.name].append(cost)
                found.history[office.billing.name] = await history_of(temporal, workflow_ids[:10])
    return found


async def measure_due_at_once(home: Path, size: Size) -> dict[str, list[DueAtOnce]]:
    found: dict[str, list[DueAtOnce]] = {OURS: [], BARE: []}
    async with _both_at_work(home, alarms=True) as (_, offices):
        for office in offices:
            await office.all_due_at_once(size.issued_to_warm_up)
        for _ in range(size.rounds_due_at_once):
            for office in offices:
                due = await office.all_due_at_once(size.due_at_once)
                found[office.billing.name].append(due)
    return found


async def measure_left_open(home: Path, size: Size) -> dict[str, LeftOpen]:
    """Each on an engine of its own, whose memory is then used for its invoices alone."""
    found = {}
    for kind in (OurBilling, BareBilling):
        folder = home / kind.name
        async with engine_of(folder) as (address, server), AsyncExitStack() as opened:
            billing: Billing = await kind.open(address, folder, opened)
            office = await at_work(billing, server, opened)
            await office.issue_and_pay(size.warm_up)
            left = await office.leave_open(size.open_invoices, size.idle_seconds)
            found[billing.name] = left
    return found


@asynccontextmanager
async def engine_of(home: Path) -> AsyncIterator[tuple[str, int]]:
    async with embedded_engine(home, port=free_port(), ui_port=free_port()) as engine:
        yield engine.address, engine.pid


@asynccontextmanager
async def _both_at_work(
    home: Path, alarms: bool = False
) -> AsyncIterator[tuple[Client, Sequence[Office]]]:
    async with engine_of(home / "engine") as (address, server), AsyncExitStack() as opened:
        offices = []
        for kind in (OurBilling, BareBilling):
            billing: Billing = await kind.open(address, home / kind.name, opened)
            offices.append(await at_work(billing, server, opened, alarms))
        yield await Client.connect(address), offices


async def at_work(
    billing: Billing, server: int, opened: AsyncExitStack, alarms: bool = False
) -> Office:
    """The contender with a new worker process; `alarms`: the one for reminders at any moment."""
    command, environment = billing.alarm_worker if alarms else billing.worker
    log = billing.outbox.parent / f"{billing.name}-worker.log"
    worker = await opened.enter_async_context(running(command, environment, log))
    return Office(billing, worker, server)


async def _since(moment: datetime, happened: Callable[[], bool]) -> float:
    """Seconds from the moment until it happened."""
    await until(happened)
    return (datetime.now(UTC) - moment).total_seconds()


async def until(happened: Callable[[], bool], seconds: float = _LONGEST_SECONDS) -> None:
    async with asyncio.timeout(seconds):
        while True:
            if happened():
                return
            await asyncio.sleep(_POLL_SECONDS)
