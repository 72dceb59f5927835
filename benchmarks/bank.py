"""Bank statements: what matching takes compared with reading, what booking takes compared with
payments that a program sends one by one, and how much memory a large file takes."""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from activities.signalling import TERMS
from adapters.bank.opening import opened_files
from adapters.bank.reading import read_statements
from application.bank.match import match_entries
from application.bank.read import read_file
from application.invoices.issue import issue
from benchmarks.bank_files import Paying, write
from benchmarks.billing import AMOUNT, PAULA, OurBilling, each_of, new_series, numbers_of, payers_of
from benchmarks.invoices import Office, at_work, engine_of, until
from benchmarks.measuring import SETTLE_SECONDS
from benchmarks.processes import ROOT, cpu_seconds
from benchmarks.sizes import Size
from clients.accounts.ledger import LedgerClient
from clients.bank.client import BankClient
from domain.bank.entry_states import EntryState
from domain.bank.policy import BankPolicy
from domain.invoices.messages import IssueInvoice
from domain.invoices.new.references import creditor_reference
from domain.values.money import Money
from engine.wiring.ledgers import ledger_of
from settings import Settings

MEGABYTE = 1024 * 1024
_LONGEST_SECONDS = 600.0
_RUNNING = f"WorkflowType = '{TERMS}' AND ExecutionStatus = 'Running'"
_LOOKS_EVERY = 0.2
"""Seconds. One question for all: to ask for each of them would be a cost of its own."""
_STRANGER = "Somebody else altogether, order 4711 of the second of November"


@dataclass
class Matched:
    """CPU seconds for one file."""

    count: int
    reading: float
    """All that the file says, and nothing else."""
    matching: float
    """From the entries in the ledger to what each is for, written down."""
    certain: int
    proposed: int


@dataclass
class Booked:
    """What a number of payments took. CPU in seconds, of all threads, user and system."""

    count: int = 0
    worker: float = 0.0
    server: float = 0.0
    client: float = 0.0

    @property
    def total(self) -> float:
        return self.worker + self.server + self.client


@dataclass
class Bank:
    matched: Matched
    in_bulk: Booked = field(default_factory=Booked)
    one_by_one: Booked = field(default_factory=Booked)
    megabytes: float = 0.0
    """Of the large file."""
    entries: int = 0
    peak: float = 0.0
    """Megabytes that its import took at the most, with all that it loads."""
    seconds: float = 0.0


async def measure_bank(home: Path, size: Size) -> Bank:
    found = Bank(await _matched(_folder(home / "matching"), size.bank_entries))
    await _booked(_folder(home / "booking"), size, found)
    await _large(_folder(home / "large"), size, found)
    return found


def _folder(home: Path) -> Path:
    home.mkdir(parents=True)
    return home


async def _matched(home: Path, count: int) -> Matched:
    """Half of the entries have our reference, a fifth names the invoice, a fifth is recognised by
    its payer at best, and a tenth is no customer's."""
    settings = Settings(home=home)
    async with LedgerClient.opened(settings) as accounts:
        scopes = await _payers(accounts)
    now = datetime.now(UTC)
    file = home / "statement.xml"
    async with ledger_of(settings) as open_ledger:
        ledger = open_ledger.transactions
        entries = []
        for number in range(count):
            named, minor = f"INV-{number:06}", 10_000 + number
            order = IssueInvoice(
                by=PAULA,
                number=named,
                scope=scopes[number % len(scopes)],
                issued_on=now.date(),
                amount=Money.from_minor(minor, "EUR"),
            )
            await issue(ledger, order, now)
            entries.append(Paying(minor, _text(named, number), number))
        write(file, entries, "NTRF")
        reading = min(_reading(file) for _ in range(3))
        with file.open("rb") as opened:
            files, unpacked = opened_files([(file.name, opened)], None, None)
            with unpacked:
                await read_file(ledger, files[0], PAULA, now)
        began = time.process_time()
        matched = await match_entries(ledger, BankPolicy(), PAULA, now)
        matching = time.process_time() - began
        async with ledger.reading() as transaction:
            counts = await transaction.bank.counts()
    return Matched(
        count, reading, matching, len(matched.certain), counts.get(EntryState.SUGGESTED, 0)
    )


def _text(number: str, at: int) -> str:
    kinds = (
        *[f"{creditor_reference(number)}"] * 5,
        f"invoice {number} of ours, with thanks",
        f"INVOICE {number.replace('-', ' ')}",
        "payment, with thanks",
        "monthly payment",
        _STRANGER,
    )
    return kinds[at % len(kinds)]


def _reading(file: Path) -> float:
    began = time.process_time()
    with file.open("rb") as opened:
        for _ in read_statements(opened):
            pass
    return time.process_time() - began


async def _payers(accounts: LedgerClient) -> list[str]:
    made = payers_of(100)
    await accounts.import_accounts({"accounts": made})
    return [each["scopes"][0]["id"] for each in made]


async def _booked(home: Path, size: Size, found: Bank) -> None:
    async with engine_of(home / "engine") as (address, server), AsyncExitStack() as opened:
        billing = await OurBilling.open(address, home / "ours", opened)
        office = await at_work(billing, server, opened)
        settings = Settings(home=home / "ours")
        client = BankClient(
            billing.temporal,
            await opened.enter_async_context(ledger_of(settings)),
            settings,
        )

        async def in_bulk(numbers: Sequence[str]) -> None:
            file = home / f"{numbers[0]}.xml"
            paying = [
                Paying(AMOUNT.minor, creditor_reference(each), at)
                for at, each in enumerate(numbers)
            ]
            write(file, paying, uuid4().hex[:12])
            done = await client.import_files([file], PAULA)
            if done.booked != len(numbers):
                raise RuntimeError(f"not everything was booked: {done}")

        async def one_by_one(numbers: Sequence[str]) -> None:
            await each_of(numbers, billing.pay)

        for way in (in_bulk, one_by_one):
            await _cost(office, billing, size.warm_up, way, Booked())
        for _ in range(size.rounds):
            for way, cost in ((in_bulk, found.in_bulk), (one_by_one, found.one_by_one)):
                await _cost(office, billing, size.booked_each_round, way, cost)


async def _cost(
    office: Office,
    billing: OurBilling,
    count: int,
    pay: Callable[[Sequence[str]], Awaitable[None]],
    cost: Booked,
) -> None:
    """Adds what it takes to pay so many invoices, until their workflows have ended and their mails
    are files."""
    numbers = numbers_of(new_series(), count)
    await billing.issue(numbers)
    await until(lambda: not billing.without_keys(), _LONGEST_SECONDS)
    await asyncio.sleep(SETTLE_SECONDS)
    worker, server = cpu_seconds(office.worker), cpu_seconds(office.server)
    client = time.process_time()
    await pay(numbers)
    client = time.process_time() - client
    async with asyncio.timeout(_LONGEST_SECONDS):
        await _all_ended(billing)
    await until(lambda: not billing.without_keys(), _LONGEST_SECONDS)
    await asyncio.sleep(SETTLE_SECONDS)
    cost.count += count
    cost.client += client
    cost.worker += cpu_seconds(office.worker) - worker
    cost.server += cpu_seconds(office.server) - server


async def _all_ended(billing: OurBilling) -> None:
    while True:
        if not (await billing.temporal.count_workflows(_RUNNING)).count:
            return
        await asyncio.sleep(_LOOKS_EVERY)


async def _large(home: Path, size: Size, found: Bank) -> None:
    file = home / "large.xml"
    remittance = "Invoices of the whole autumn, as we agreed on the telephone. " * 30
    each = len(remittance) + 950
    found.entries = size.large_megabytes * MEGABYTE // each
    write(file, (Paying(100 + at % 90_000, remittance, at) for at in range(found.entries)), "LARGE")
    found.megabytes = file.stat().st_size / MEGABYTE
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.bank_import", str(home), str(file),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("the import of the large file failed")
    found.seconds = time.perf_counter() - began
    found.peak = json.loads(said)["peak"]
