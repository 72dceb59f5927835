"""Events delivered to a local endpoint, signed and written down, compared with a bare HTTP client
that posts as many bodies of the same size over as many connections."""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
from rich.console import Console
from rich.table import Table

from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.stored_hooks import StoredHooks
from adapters.ledger.transactions import LedgerTransactions
from adapters.webhooks.sender import HttpSender
from application.webhooks.deliver import CONNECTIONS, body_of, deliver_round
from benchmarks import event_receiver
from benchmarks.processes import running
from benchmarks.sizes import Size
from benchmarks.targets import Target
from domain.events.event import Event, event
from domain.events.types import EventType
from domain.webhooks.endpoint import Endpoint
from domain.webhooks.signing import SECRET_BYTES, secret_of
from domain.webhooks.states import DeliveryState, Trouble
from engine.local.ports import LOOPBACK, free_port
from settings import Settings

_ENDPOINT = "we_benchmark"
_EACH = 4
"""Events about one invoice: they come one after another."""


@dataclass
class Posted:
    """What a number of events took, by round."""

    count: int = 0
    seconds: list[float] = field(default_factory=list)
    cpu: float = 0.0

    @property
    def per_second(self) -> float:
        return self.count / sum(self.seconds)


@dataclass
class Events:
    ours: Posted = field(default_factory=Posted)
    bare: Posted = field(default_factory=Posted)

    @property
    def share(self) -> float:
        """Of the bare client's rate, the median over the rounds."""
        pairs = zip(self.ours.seconds, self.bare.seconds, strict=True)
        return statistics.median(bare / ours for ours, bare in pairs)


async def measure_events(home: Path, size: Size) -> Events:
    found, port = Events(), free_port()
    url = f"http://{LOOPBACK}:{port}/hook"
    command = (sys.executable, "-m", "benchmarks.event_receiver", str(port))
    async with (
        running(command, {}, home / "receiver.log", event_receiver.READY),
        opened_ledger(Settings(home=home).ledger_url) as database,
    ):
        hooks, now = StoredHooks(database), datetime.now(UTC)
        secret = secret_of(b"b" * SECRET_BYTES)
        endpoint = Endpoint(id=_ENDPOINT, url=url, secret=secret, made_at=now, made_by="benchmarks")
        await hooks.add(endpoint)

        async def ours(told: Sequence[Event]) -> None:
            await _deliver(hooks)

        async def bare(told: Sequence[Event]) -> None:
            await _post(url, [body_of(each) for each in told])

        for number in range(-1, size.rounds):
            count = size.warm_up if number < 0 else size.events_each_round
            told = await _happened(database, number, count)
            for way, cost in ((ours, found.ours), (bare, found.bare)):
                await _timed(way, told, Posted() if number < 0 else cost)
            await _check(hooks, count)
    return found


def print_events(found: Events) -> list[Target]:
    table = Table("events to a local endpoint", "ours", "bare httpx", "ours / bare")
    for column in table.columns[1:]:
        column.justify = "right"
    ours, bare = found.ours, found.bare
    table.add_row(
        "per s", f"{ours.per_second:,.0f}", f"{bare.per_second:,.0f}", f"{found.share:.2f}"
    )
    costs = [each.cpu * 1000 / each.count for each in (ours, bare)]
    shown = [f"{each:.2f}" for each in costs]
    table.add_row("CPU s per 1,000", *shown, f"{costs[0] / costs[1]:.2f}" if costs[1] else "")
    console = Console(highlight=False, soft_wrap=True)
    rounds = len(ours.seconds)
    console.print(
        f"{ours.count:,} events each, in {rounds} rounds by turns, over {CONNECTIONS} connections"
    )
    console.print(table)
    return [Target("events delivered per s / bare httpx", found.share, 0.5, at_least=True)]


async def _happened(database: Database, series: int, count: int) -> list[Event]:
    now = datetime.now(UTC)
    told = [
        event(
            EventType.INVOICE_PAID, now, f"invoice/INV-{series}-{at // _EACH}", f"{series}-{at}",
            invoice=f"INV-{series}-{at // _EACH}", account="acc-benchmark", state="paid",
            amount={"amount": "1234.50", "currency": "EUR"},
        )
        for at in range(count)
    ]  # fmt: skip
    async with LedgerTransactions(database).writing() as transaction:
        await transaction.events.add(told)
    return told


async def _deliver(hooks: StoredHooks) -> None:
    """As a worker does it, until nothing waits any more."""

    async def notify(endpoint: Endpoint, why: Trouble) -> None:
        raise RuntimeError(f"the endpoint was disabled: {why}")

    async with HttpSender(private=True) as sender:
        while (await deliver_round(hooks, sender, _ENDPOINT, _now, notify)).more:
            pass


async def _check(hooks: StoredHooks, count: int) -> None:
    latest = await hooks.deliveries(_ENDPOINT, count)
    if len(latest) != count or any(e.state is not DeliveryState.DELIVERED for e in latest):
        raise RuntimeError("not everything was delivered")


async def _post(url: str, bodies: Sequence[bytes]) -> None:
    waiting = iter(bodies)

    async def some(client: httpx.AsyncClient) -> None:
        for body in waiting:
            answer = await client.post(url, content=body)
            answer.raise_for_status()

    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(limits=limits, trust_env=False) as client:
        await asyncio.gather(*(some(client) for _ in range(CONNECTIONS)))


async def _timed(
    way: Callable[[Sequence[Event]], Awaitable[None]], told: Sequence[Event], cost: Posted
) -> None:
    cpu, began = time.process_time(), time.perf_counter()
    await way(told)
    cost.seconds.append(time.perf_counter() - began)
    cost.cpu += time.process_time() - cpu
    cost.count += len(told)


def _now() -> datetime:
    return datetime.now(UTC)
