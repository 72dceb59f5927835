"""What issuing invoices costs whose letters carry their papers, compared with letters alone."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.billing import OurBilling, new_series, numbers_of
from benchmarks.invoices import Office, at_work, engine_of, until
from benchmarks.measuring import SETTLE_SECONDS
from benchmarks.processes import cpu_seconds
from benchmarks.sizes import Size
from benchmarks.targets import Target
from domain.accounts.invoice_formats import InvoiceFormat

_MOST = 3.0
_ROUNDS = 2
_LONGEST_SECONDS = 900.0


@dataclass
class IssuedSo:
    """CPU in seconds, of all threads, user and system, until every letter is a file."""

    count: int = 0
    worker: float = 0.0
    server: float = 0.0
    client: float = 0.0

    @property
    def each(self) -> float:
        return (self.worker + self.server + self.client) / self.count


_MEASURED = (InvoiceFormat.PDF, InvoiceFormat.FACTUR_X, InvoiceFormat.NONE)


async def measure_issued(home: Path, size: Size) -> dict[InvoiceFormat, IssuedSo]:
    """By turns, each with an engine of its own; the first papers of a worker, which compile the
    rules, are not counted."""
    found = {attached: IssuedSo() for attached in _MEASURED}
    async with AsyncExitStack() as opened:
        offices = {}
        for attached in _MEASURED:
            folder = home / attached
            folder.mkdir(parents=True)
            engine = engine_of(folder / "engine")
            address, server = await opened.enter_async_context(engine)
            policy = folder / "policy.yaml"
            policy.write_text(f"papers:\n  attached: {attached}\n")
            billing = await OurBilling.open(address, folder / "ours", opened, policy=policy)
            offices[attached] = await at_work(billing, server, opened), billing
            await _cost(*offices[attached], 2, IssuedSo())
        for _ in range(_ROUNDS):
            for attached, (office, billing) in offices.items():
                await _cost(office, billing, size.issued_with_papers // _ROUNDS, found[attached])
    return found


async def _cost(office: Office, billing: OurBilling, count: int, cost: IssuedSo) -> None:
    worker, server = cpu_seconds(office.worker), cpu_seconds(office.server)
    client = time.process_time()
    await billing.issue(numbers_of(new_series(), count))
    cost.client += time.process_time() - client
    await until(lambda: not billing.without_keys(), _LONGEST_SECONDS)
    await asyncio.sleep(SETTLE_SECONDS)
    cost.count += count
    cost.worker += cpu_seconds(office.worker) - worker
    cost.server += cpu_seconds(office.server) - server


def print_issued(found: Mapping[InvoiceFormat, IssuedSo]) -> Sequence[Target]:
    alone = found[InvoiceFormat.NONE].each
    table = Table("letters carry", "invoices", "CPU ms of each", "/ none")
    for column in table.columns[1:]:
        column.justify = "right"
    for attached, cost in found.items():
        shown = f"{cost.each * 1000:.1f}", f"{cost.each / alone:.2f}"
        table.add_row(attached, str(cost.count), *shown)
    Console(highlight=False, soft_wrap=True).print(table)
    with_papers = found[InvoiceFormat.PDF].each / alone
    return [Target("invoices issued with papers / without", with_papers, _MOST)]
