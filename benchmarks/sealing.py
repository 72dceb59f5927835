"""What it costs to seal: whole requests of ours with a master key and without one, by turns."""

import base64
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.sealing.aes import new_key
from benchmarks.contenders import Ours
from benchmarks.measuring import Cost, History, at_work, history_of
from benchmarks.sizes import Size
from benchmarks.targets import Target
from engine.local.embedded import embedded_engine
from engine.local.ports import free_port


@dataclass
class Lived:
    """Lifecycles in clear, or sealed."""

    cost: Cost = field(default_factory=Cost)
    history: History = field(default_factory=lambda: History(0, 0))


async def measure_sealing(home: Path, size: Size) -> tuple[Lived, Lived]:
    """Those in clear, and those that were sealed."""
    master = base64.b64encode(new_key()).decode()
    clear, sealed = Lived(), Lived()
    async with AsyncExitStack() as opened:
        engine = await opened.enter_async_context(
            embedded_engine(home / "engine", port=free_port(), ui_port=free_port())
        )
        benches = []
        for lived, name, key in ((clear, "clear", {}), (sealed, "sealed", {"master_key": master})):
            ours = await Ours.open(
                engine.address, engine.pid, home / name, opened, task_queue=name, **key
            )
            bench = await opened.enter_async_context(at_work(ours, size.warm_up))
            benches.append((lived, ours, bench))
        for _ in range(size.rounds_of_requests):
            for lived, ours, bench in benches:
                cost, lives = await bench.round(size.each_round)
                lived.cost.add(cost)
                ids = [life.workflow_id for life in lives[:10]]
                lived.history = await history_of(ours.temporal, ids)
    return clear, sealed


def print_sealing(clear: Lived, sealed: Lived) -> list[Target]:
    table = Table("", "clear", "sealed", "sealed / clear")
    for column in table.columns[1:]:
        column.justify = "right"
    for part in ("worker", "server", "client", "total"):
        costs = _row(clear.cost.per_1000(part), sealed.cost.per_1000(part))
        table.add_row(f"CPU s per 1,000: {part}", *costs)
    table.add_row("history bytes", *_row(clear.history.bytes, sealed.history.bytes))
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"sealing, {clear.cost.lifecycles} lifecycles each, by turns")
    console.print(table)
    return [
        Target("total CPU, sealed / clear", sealed.cost.total / clear.cost.total, 1.15),
        Target("history bytes of a lifecycle, sealed", sealed.history.bytes, 10_000),
        Target("history bytes, sealed / clear", sealed.history.bytes / clear.history.bytes, 1.25),
    ]


def _row(clear: float, sealed: float) -> tuple[str, str, str]:
    return f"{clear:,.1f}", f"{sealed:,.1f}", f"{sealed / clear:.2f}" if clear else ""
