"""What requests, invoices, pages, papers and events cost, compared with others:
`python -m benchmarks`."""

import os
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from benchmarks import invoice_report as report
from benchmarks.bank import measure_bank
from benchmarks.console import measure_console
from benchmarks.console_report import print_console
from benchmarks.events import measure_events, print_events
from benchmarks.invoices import measure_due_at_once, measure_issued_and_paid, measure_left_open
from benchmarks.issued_papers import measure_issued, print_issued
from benchmarks.listening import measure_listening, print_listening
from benchmarks.papers import measure_papers, print_papers
from benchmarks.report import machine, print_report, targets_of
from benchmarks.requests import measure_requests
from benchmarks.sealed_pages import measure_sealed_pages, print_sealed_pages
from benchmarks.sealing import measure_sealing, print_sealing
from benchmarks.sizes import (
    BANK,
    CONSOLE,
    DUE_AT_ONCE,
    EVENTS,
    INVOICES,
    LEFT_OPEN,
    LISTENING,
    ONE_WIRE,
    PAPERS,
    REQUESTS,
    SEALED_PAGES,
    SEALING,
    Size,
    chosen,
)
from benchmarks.targets import Target, print_targets
from benchmarks.wires import measure_one_wire
from engine.leaving import run_and_leave


async def main(size: Size) -> int:
    _forget_settings_of_this_shell()
    print(machine())
    targets: list[Target] = []
    for part, run in _PARTS.items():
        if size.covers(part):
            with tempfile.TemporaryDirectory(prefix="benchmarks-") as home:
                targets += await run(Path(home), size) or ()
    if targets:
        print_targets(targets)
    return 0


async def _requests(home: Path, size: Size) -> Sequence[Target]:
    found = await measure_requests(home, size)
    print_report(found)
    return targets_of(found)


async def _sealing(home: Path, size: Size) -> Sequence[Target]:
    return print_sealing(*await measure_sealing(home, size))


async def _sealed_pages(home: Path, size: Size) -> Sequence[Target]:
    return print_sealed_pages(await measure_sealed_pages(home, size))


async def _invoices(home: Path, size: Size) -> None:
    report.print_issued_and_paid(await measure_issued_and_paid(home, size))


async def _due_at_once(home: Path, size: Size) -> None:
    report.print_due_at_once(await measure_due_at_once(home, size))


async def _left_open(home: Path, size: Size) -> None:
    report.print_left_open(await measure_left_open(home, size))


async def _one_wire(home: Path, size: Size) -> Sequence[Target]:
    wires = await measure_one_wire(home, size)
    report.print_one_wire(wires)
    return [
        Target(f"a wire for {each.count:,} {each.what}, / ledger", each.answered / each.alone, 3)
        for each in wires
    ]


async def _bank(home: Path, size: Size) -> Sequence[Target]:
    bank = await measure_bank(home, size)
    report.print_bank(bank)
    matched, in_bulk = bank.matched, bank.in_bulk.total / bank.one_by_one.total
    return [
        Target("matching / reading a file", matched.matching / matched.reading, 2),
        Target("booked from a file / paid one by one", in_bulk, 0.4),
        Target(f"MB for a file of {bank.megabytes:,.0f} MB", bank.peak, 150),
    ]


async def _console(home: Path, size: Size) -> None:
    print_console(await measure_console(home, size))


async def _papers(home: Path, size: Size) -> Sequence[Target]:
    papers = print_papers(*await measure_papers(size))
    return [*papers, *print_issued(await measure_issued(home, size))]


async def _events(home: Path, size: Size) -> Sequence[Target]:
    return print_events(await measure_events(home, size))


async def _listening(home: Path, size: Size) -> Sequence[Target]:
    return print_listening(*await measure_listening(home, size))


_PARTS: dict[str, Callable[[Path, Size], Awaitable[Sequence[Target] | None]]] = {
    REQUESTS: _requests,
    SEALING: _sealing,
    SEALED_PAGES: _sealed_pages,
    INVOICES: _invoices,
    DUE_AT_ONCE: _due_at_once,
    LEFT_OPEN: _left_open,
    ONE_WIRE: _one_wire,
    BANK: _bank,
    CONSOLE: _console,
    PAPERS: _papers,
    EVENTS: _events,
    LISTENING: _listening,
}


def _forget_settings_of_this_shell() -> None:
    # Benchmarks must never reach a ledger or an engine that somebody works with.
    for name in list(os.environ):
        if name.startswith(("PAYBYINVOICE_", "TEMPORAL_")):
            del os.environ[name]


if __name__ == "__main__":
    size = chosen()
    run_and_leave(lambda: main(size))
