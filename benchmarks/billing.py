"""The two contenders that issue invoices: the product's own client and worker, and the
yardstick's."""

import asyncio
import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from benchmarks import bare
from benchmarks.bare_invoices import Alarm, BareInvoice, BareReminder, Opening, Payment
from benchmarks.contenders import BARE, EXAMPLES, OURS
from clients.accounts.ledger import LedgerClient
from clients.invoices.client import InvoiceClient, IssueOutcome, NewInvoice
from clients.invoices.issuing import AT_ONCE
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import RecordPayment
from domain.values.money import Money
from engine import search_attributes
from engine.connection import connect
from files.reading import read_file
from settings import Settings

AMOUNT = Money.model_validate({"amount": "1250.00", "currency": "EUR"})
PAULA = "paula@provider.example"

_PAYERS = 20

Payer = dict[str, Any]
"""An account as in a file."""

Command = tuple[Sequence[str], dict[str, str]]


class Billing(Protocol):
    name: str
    mails_each: int
    """Mails of an invoice that is issued and paid."""
    outbox: Path

    @property
    def worker(self) -> Command:
        """The worker process: its command and its environment."""
        ...

    @property
    def alarm_worker(self) -> Command:
        """The worker whose reminders are due at any given moment."""
        ...

    def workflow_id(self, number: str) -> str: ...

    async def issue(self, numbers: Sequence[str]) -> None:
        """Issues invoices, as many at the same time as the product's client does."""
        ...

    async def pay(self, number: str) -> None: ...

    async def issue_due_at(self, numbers: Sequence[str], at: datetime) -> None:
        """Issues invoices that all have a reminder at this moment."""
        ...

    def reminded(self, series: str) -> int:
        """How many invoices of this series have been reminded, on disk."""
        ...

    def mailed(self, series: str) -> int | None:
        """How many of these reminders were mailed; None for a contender without mail."""
        ...


class OurBilling:
    """The product."""

    name = OURS
    mails_each = 2

    def __init__(
        self, temporal: Client, invoices: InvoiceClient, settings: Settings, payers: Sequence[Payer]
    ) -> None:
        self.invoices = invoices
        self.accounts = [each["id"] for each in payers]
        self.temporal = temporal
        self._settings = settings
        self._scopes = [each["scopes"][0]["id"] for each in payers]
        self._ledger = sqlite3.connect(settings.home / "ledger.db")
        self.outbox = settings.outbox_folder

    @classmethod
    async def open(
        cls,
        address: str,
        home: Path,
        opened: AsyncExitStack,
        payers: int = _PAYERS,
        policy: Path | None = None,
    ) -> "OurBilling":
        settings = Settings(home=home, policy=policy)
        temporal = await connect(settings, address=address)
        await search_attributes.register(temporal)
        ledger = await opened.enter_async_context(LedgerClient.opened(settings))
        accounts = payers_of(payers)
        await ledger.import_accounts({"accounts": accounts})
        invoices = await opened.enter_async_context(InvoiceClient.opened(settings, temporal))
        billing = cls(temporal, invoices, settings, accounts)
        opened.callback(billing._ledger.close)
        return billing

    @property
    def worker(self) -> Command:
        return (sys.executable, "worker.py"), self._environment

    @property
    def alarm_worker(self) -> Command:
        return (sys.executable, "-m", "benchmarks.alarm_worker"), self._environment

    @property
    def _environment(self) -> dict[str, str]:
        address = self.temporal.service_client.config.target_host
        policy = self._settings.policy
        return {
            "TEMPORAL_ADDRESS": address,
            "PAYBYINVOICE_HOME": str(self._settings.home),
            **({"PAYBYINVOICE_POLICY": str(policy)} if policy else {}),
        }

    def workflow_id(self, number: str) -> str:
        return invoice_id(number)

    async def issue(self, numbers: Sequence[str]) -> None:
        await self._issue_all(self.invoices, numbers)

    async def _issue_all(self, client: InvoiceClient, numbers: Sequence[str]) -> None:
        today = datetime.now(UTC).date()
        invoices = [
            NewInvoice(number=number, scope=scope, issued_on=today, amount=AMOUNT)
            for number, scope in zip(numbers, cycle(self._scopes), strict=False)
        ]
        async for issued in client.issue_all(invoices, PAULA):
            if issued.outcome is not IssueOutcome.ISSUED:
                raise RuntimeError(f"an invoice was not issued: {issued}")

    async def pay(self, number: str) -> None:
        payment = RecordPayment(by=PAULA, amount=AMOUNT, bank_reference=f"B-{number}")
        standing = await self.invoices.send(number, payment)
        if not standing.settled:
            raise RuntimeError(f"an invoice was not settled: {standing}")

    async def issue_due_at(self, numbers: Sequence[str], at: datetime) -> None:
        policy = self._settings.home / "policy.yaml"
        policy.write_text(f'version: "{at.isoformat()}"\n')
        settings = Settings(home=self._settings.home, policy=policy)
        async with InvoiceClient.opened(settings, self.temporal) as client:
            await self._issue_all(client, numbers)

    def reminded(self, series: str) -> int:
        return self._count(
            "SELECT count(*) FROM invoice_events JOIN outbox"
            " ON key = 'invoice/' || invoice || '/reminder-1/invoice_due_soon'"
            " WHERE trigger = 'write_reminder' AND invoice BETWEEN ? AND ?",
            series,
        )

    def mailed(self, series: str) -> int | None:
        return self._count(
            "SELECT count(*) FROM outbox WHERE state = 'sent'"
            " AND key LIKE '%/reminder-1/%' AND key BETWEEN 'invoice/' || ? AND 'invoice/' || ?",
            series,
        )

    def without_keys(self) -> int:
        """How many letters are still to be sent."""
        return self._count("SELECT count(*) FROM outbox WHERE closed_at IS NULL")

    def copied_to(self, folder: Path) -> str:
        """The URL of a copy of the present ledger."""
        folder.mkdir(parents=True)
        copy = sqlite3.connect(folder / "ledger.db")
        self._ledger.backup(copy)
        copy.close()
        return Settings(home=folder).ledger_url

    def _count(self, statement: str, series: str | None = None) -> int:
        within = _range(series) if series else ()
        (count,) = self._ledger.execute(statement, within).fetchone()
        return int(count)


class BareBilling:
    """The yardstick."""

    name = BARE
    mails_each = 2

    def __init__(self, temporal: Client, database: sqlite3.Connection, home: Path) -> None:
        self._temporal = temporal
        self._database = database
        self.outbox = home

    @classmethod
    async def open(cls, address: str, home: Path, opened: AsyncExitStack) -> "BareBilling":
        database = bare.open_database(home)
        opened.callback(database.close)
        return cls(await Client.connect(address), database, home)

    @property
    def worker(self) -> Command:
        address = self._temporal.service_client.config.target_host
        places = address, str(self.outbox), bare.TASK_QUEUE
        return (sys.executable, "-m", "benchmarks.bare_worker", *places), {}

    @property
    def alarm_worker(self) -> Command:
        return self.worker

    def workflow_id(self, number: str) -> str:
        return f"bare/{number}"

    async def issue(self, numbers: Sequence[str]) -> None:
        await each_of(numbers, self._issue)

    async def _issue(self, number: str) -> None:
        opening = Opening(number, str(AMOUNT))
        start = WithStartWorkflowOperation(
            BareInvoice.run,
            opening,
            id=self.workflow_id(number),
            task_queue=bare.TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        await self._temporal.execute_update_with_start_workflow(
            BareInvoice.issue, opening, start_workflow_operation=start
        )

    async def pay(self, number: str) -> None:
        invoice = self._temporal.get_workflow_handle(self.workflow_id(number))
        await invoice.execute_update(BareInvoice.pay, Payment(f"B-{number}", str(AMOUNT)))

    async def issue_due_at(self, numbers: Sequence[str], at: datetime) -> None:
        async def start(number: str) -> None:
            reminder = WithStartWorkflowOperation(
                BareReminder.run,
                Alarm(number, at),
                id=self.workflow_id(number),
                task_queue=bare.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            )
            await self._temporal.execute_update_with_start_workflow(
                BareReminder.waiting, start_workflow_operation=reminder
            )

        await each_of(numbers, start)

    def reminded(self, series: str) -> int:
        (count,) = self._database.execute(
            "SELECT count(*) FROM entries WHERE key BETWEEN ? AND ?", _range(series)
        ).fetchone()
        return int(count)

    def mailed(self, series: str) -> int | None:
        return None


async def each_of(numbers: Sequence[str], act: Callable[[str], Awaitable[Any]]) -> None:
    """Does something with every invoice, as many at a time as the product's client issues."""
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(number: str) -> None:
        async with slots:
            await act(number)

    await asyncio.gather(*(one(number) for number in numbers))


def new_series() -> str:
    return f"INV-{uuid4().hex[:12]}"


def numbers_of(series: str, count: int) -> list[str]:
    return [f"{series}-{number:05}" for number in range(count)]


def _range(series: str) -> tuple[str, str]:
    return f"{series}-", f"{series}."  # what follows the hyphen


def payers_of(count: int) -> list[Payer]:
    """The example's customer many times, on invoice already."""
    account = read_file(EXAMPLES / "accounts.yaml").content["accounts"][0]
    scope = {**account["scopes"][0], "payment_method": "invoice", "outstanding": None}
    ids = islice(iter(lambda: str(uuid4()), ""), count)
    return [{**account, "id": each, "scopes": [{**scope, "id": f"sub-{each}"}]} for each in ids]
