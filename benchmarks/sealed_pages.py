"""What sealing costs whoever reads the console: the same pages of two installations, one with a
master key and one without, by turns."""

import base64
import statistics
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.sealing.aes import new_key
from benchmarks.console import QUEUE, REQUEST, at_work, console_of, cookie_of, opened_requests
from benchmarks.readers import Page, read_together
from benchmarks.sizes import Size
from benchmarks.targets import Target

CLEAR, SEALED = "clear", "sealed"
ACCOUNT = "an account"
_PAGES = (QUEUE, REQUEST, ACCOUNT)
"""The first from the console's cache, the second from the engine, the third from the ledger."""
_OPEN = 50
"""Requests in the queue."""

Times = dict[tuple[str, str], list[float]]
"""Median milliseconds of each round, by page and installation."""


async def measure_sealed_pages(home: Path, size: Size) -> Times:
    times: Times = {}
    master = base64.b64encode(new_key()).decode()
    async with AsyncExitStack() as opened:
        pages: dict[str, dict[str, Page]] = {}
        for name, changes in ((CLEAR, {}), (SEALED, {"master_key": master})):
            deployment = await opened.enter_async_context(at_work(home / name, **changes))
            lives = await opened_requests(deployment, _OPEN)
            cookie = await cookie_of(deployment)
            await opened.enter_async_context(console_of(deployment))
            of_requests = [f"/requests/{life.scope_id}" for life in lives]
            of_accounts = [f"/accounts/{life.account_id}" for life in lives]
            pages[name] = {
                QUEUE: Page(deployment.port, ["/queues"], cookie),
                REQUEST: Page(deployment.port, of_requests, cookie),
                ACCOUNT: Page(deployment.port, of_accounts, cookie),
            }
        for what in _PAGES:
            for its in pages.values():
                await read_together(its[what], _OPEN, readers=1)
            for _ in range(size.rounds_of_pages):
                for name, its in pages.items():
                    reading = await read_together(its[what], _OPEN, readers=1)
                    times.setdefault((what, name), []).append(reading.p50)
    return times


def print_sealed_pages(times: Times) -> list[Target]:
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"the console's pages with {_OPEN} open requests, one reader, by turns")
    table = Table("p50 ms", CLEAR, SEALED, "sealed / clear")
    for column in table.columns[1:]:
        column.justify = "right"
    targets = []
    for what in _PAGES:
        clear, sealed = (statistics.median(times[what, name]) for name in (CLEAR, SEALED))
        table.add_row(what, f"{clear:.1f}", f"{sealed:.1f}", f"{sealed / clear:.2f}")
        targets.append(Target(f"{what}: ms, sealed / clear", sealed / clear, 1.05))
    console.print(table)
    return targets
