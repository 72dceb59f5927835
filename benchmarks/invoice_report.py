"""The tables about invoices."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.bank import Bank
from benchmarks.contenders import BARE, OURS
from benchmarks.invoices import DueAtOnce, Issued, IssuedAndPaid, LeftOpen
from benchmarks.wires import Wire
from settings import Settings

CACHED = Settings.model_fields["cached_workflows"].default
"""Workflows that our worker caches at most. The bare one keeps the 1,000 of the SDK."""


_console = Console(highlight=False, soft_wrap=True)


def print_issued_and_paid(found: IssuedAndPaid) -> None:
    ours, bare = found.rounds[OURS], found.rounds[BARE]
    _console.print(f"{_count(ours)} invoices each, in {len(ours)} rounds by turns")
    table = _table("issued and paid")

    def per_second(what: str, seconds: Callable[[Issued], float]) -> None:
        def speed(rounds: Sequence[Issued]) -> float:
            return _count(rounds) / sum(seconds(each) for each in rounds)

        _add(table, what, speed(ours), speed(bare), ".1f")

    def cpu(part: str, used: Callable[[Issued], float]) -> None:
        def per_1000(rounds: Sequence[Issued]) -> float:
            return sum(used(each) for each in rounds) * 1000 / _count(rounds)

        _add(table, f"CPU s per 1,000: {part}", per_1000(ours), per_1000(bare), ".1f")

    per_second("issued per s", lambda each: each.issued)
    per_second("issued and paid per s", lambda each: each.paid)
    cpu("worker", lambda each: each.worker)
    cpu("server", lambda each: each.server)
    cpu("client", lambda each: each.client)
    cpu("total", lambda each: each.worker + each.server + each.client)
    history = found.history
    _add(table, "history events", history[OURS].events, history[BARE].events, ".1f")
    _add(table, "history bytes", history[OURS].bytes, history[BARE].bytes, ",.0f")
    _console.print(table)


def print_due_at_once(found: Mapping[str, Sequence[DueAtOnce]]) -> None:
    ours, bare = found[OURS], found[BARE]
    _console.print(f"{ours[0].count} reminders due at once, {len(ours)} times by turns")
    table = _table("due at once")

    def mean(what: str, of: Callable[[DueAtOnce], float], unit: str = ".1f") -> None:
        of_ours, of_bare = sum(map(of, ours)), sum(map(of, bare))
        _add(table, what, of_ours / len(ours), of_bare / len(bare), unit)

    mean("s until all are written", lambda each: each.written)
    mailed = sum(each.mailed or 0 for each in ours) / len(ours)
    table.add_row("s until all are mailed", f"{mailed:.1f}", "", "")
    mean("CPU s: worker", lambda each: each.worker)
    mean("CPU s: server", lambda each: each.server)
    _console.print(table)
    pairs = zip(ours, bare, strict=True)
    ratios = ", ".join(_ratio(one.written, other.written) for one, other in pairs)
    _console.print(f"until all are written, ours / bare, round by round: {ratios}")


def print_left_open(found: Mapping[str, LeftOpen]) -> None:
    ours, bare = found[OURS], found[BARE]
    _console.print(
        f"{ours.count:,} invoices left open; our worker keeps at most {CACHED:,} of them"
    )
    table = _table("left open")
    _add(table, "MB more: worker", ours.worker, bare.worker, ".0f")
    _add(table, "MB more: server", ours.server, bare.server, ".0f")
    _add(table, "CPU ms per s: idle worker", ours.idle * 1000, bare.idle * 1000, ".1f")
    _console.print(table)


def print_one_wire(found: Sequence[Wire]) -> None:
    _console.print(f"one wire for {found[0].count:,} invoices of one account")
    table = Table("one wire", "s until answered", "s, ledger alone", "answer / ledger", "s, mailed")
    for column in table.columns[1:]:
        column.justify = "right"
    for wire in found:
        ratio = _ratio(wire.answered, wire.alone)
        seconds = (f"{each:.1f}" for each in (wire.answered, wire.alone))
        table.add_row(wire.what, *seconds, ratio, f"{wire.mailed:.1f}")
    _console.print(table)


def print_bank(found: Bank) -> None:
    matched = found.matched
    _console.print(
        f"{matched.count:,} entries against as many open invoices: {matched.certain:,} certain,"
        f" {matched.proposed:,} with proposals"
    )
    table = Table("a file", "CPU s")
    table.add_row("reading it alone", f"{matched.reading:.2f}")
    table.add_row("matching, proposals", f"{matched.matching:.2f}")
    _console.print(table)
    bulk, single = found.in_bulk, found.one_by_one
    table = Table(f"{bulk.count:,} payments, CPU s per 1,000", "from a file", "one by one", "ratio")
    for column in table.columns[1:]:
        column.justify = "right"
    for part in ("worker", "server", "client", "total"):
        of_bulk, of_single = (getattr(each, part) * 1000 / each.count for each in (bulk, single))
        _add(table, part, of_bulk, of_single, ".1f")
    _console.print(table)
    _console.print(
        f"a file of {found.megabytes:,.0f} MB, {found.entries:,} entries: {found.peak:.0f} MB of"
        f" memory at the most, {found.seconds:.0f} s"
    )


def _table(what: str) -> Table:
    table = Table(what, OURS, BARE, "ours / bare")
    for column in table.columns[1:]:
        column.justify = "right"
    return table


def _add(table: Table, what: str, of_ours: float, of_bare: float, unit: str) -> None:
    table.add_row(what, f"{of_ours:{unit}}", f"{of_bare:{unit}}", _ratio(of_ours, of_bare))


def _ratio(of_ours: float, of_bare: float) -> str:
    # A short run can cost less than the clock's resolution.
    return f"{of_ours / of_bare:.2f}" if of_bare > 0 else ""


def _count(rounds: Sequence[Any]) -> int:
    return sum(each.count for each in rounds)
