"""What events cost a request: whole requests of ours while one endpoint is told of all of them, and
while there is none, by turns."""

import sys
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import event_receiver
from benchmarks.contenders import Ours
from benchmarks.measuring import Bench, Cost, at_work
from benchmarks.processes import running
from benchmarks.sizes import Size
from benchmarks.targets import Target
from clients.events.hooks import HookClient
from domain.webhooks.states import DeliveryState
from engine.local.embedded import embedded_engine
from engine.local.ports import LOOPBACK, free_port
from engine.wiring.ledgers import ledger_of

_CHECKED = 100
"""Of what was delivered, the latest."""


async def measure_listening(home: Path, size: Size) -> tuple[Cost, Cost]:
    """Those with no endpoint, and those with one."""
    none, one, port = Cost(), Cost(), free_port()
    receiver = (sys.executable, "-m", "benchmarks.event_receiver", str(port))
    log = home / "receiver.log"
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(running(receiver, {}, log, event_receiver.READY))
        engine = await opened.enter_async_context(
            embedded_engine(home / "engine", port=free_port(), ui_port=free_port())
        )
        benches: list[tuple[Cost, Bench]] = []
        for spent, name in ((none, "none"), (one, "one")):
            own = {"task_queue": name, "webhooks_to_private": "true"}
            ours = await Ours.open(engine.address, engine.pid, home / name, opened, **own)
            if spent is one:
                ledger = await opened.enter_async_context(ledger_of(ours.settings))
                hooks = HookClient(ours.temporal, ledger, ours.settings)
                made = await hooks.add(f"http://{LOOPBACK}:{port}/hook", (), "benchmarks")
            bench = await opened.enter_async_context(at_work(ours, size.warm_up))
            benches.append((spent, bench))
        for turn in range(size.rounds_of_requests):
            # Each comes first in half of the rounds.
            for spent, bench in benches if turn % 2 else benches[::-1]:
                cost, _ = await bench.round(size.each_round)
                spent.add(cost)
        latest = (await hooks.deliveries(made.id, limit=_CHECKED)).deliveries
        if not latest or any(each.state is not DeliveryState.DELIVERED for each in latest):
            raise RuntimeError("not everything was delivered")
    return none, one


def print_listening(none: Cost, one: Cost) -> list[Target]:
    table = Table("CPU s per 1,000", "none", "one endpoint", "one / none")
    for column in table.columns[1:]:
        column.justify = "right"
    for part in ("worker", "server", "client", "total"):
        before, after = none.per_1000(part), one.per_1000(part)
        ratio = f"{after / before:.3f}" if before else ""
        table.add_row(part, f"{before:,.1f}", f"{after:,.1f}", ratio)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"events, {none.lifecycles} lifecycles each, by turns")
    console.print(table)
    share = one.per_1000("total") / none.per_1000("total")
    return [Target("total CPU of a lifecycle, one endpoint / none", share, 1.03)]
