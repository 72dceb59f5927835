"""The tables about the console."""

import statistics

from rich.console import Console
from rich.table import Table

from benchmarks.console import QUEUE, REQUEST, ConsoleFindings
from benchmarks.contenders import BARE, OURS
from benchmarks.readers import READERS, Reading


def print_console(found: ConsoleFindings) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{found.open:,} open requests, {READERS} readers at the same time")
    table = Table("pages", OURS, BARE, "ours / bare")
    for column in table.columns[1:]:
        column.justify = "right"
    for page in (QUEUE, REQUEST):
        ours, bare = found.readings[page, OURS], found.readings[page, BARE]
        for what in ("p50", "p95", "each_second"):
            of_ours, of_bare = _median(ours, what), _median(bare, what)
            name = "a second" if what == "each_second" else f"{what} ms"
            ratio = f"{of_ours / of_bare:.2f}"
            table.add_row(f"{page}: {name}", f"{of_ours:.1f}", f"{of_bare:.1f}", ratio)
    console.print(table)
    console.print(
        f"medians of {len(found.readings[QUEUE, OURS])} rounds by turns; the queue has"
        f" {found.bytes[QUEUE]:,} bytes, a request's page {found.bytes[REQUEST]:,}"
    )
    if found.clicks:
        click, update = statistics.median(found.clicks), statistics.median(found.updates)
        console.print(
            f"an approval: {click:.0f} ms from the click to the new state on the screen, the update"
            f" by itself {update:.0f} ms; {click - update:.0f} ms more (medians of"
            f" {len(found.clicks)})"
        )


def _median(readings: list[Reading], what: str) -> float:
    return float(statistics.median(getattr(reading, what) for reading in readings))
