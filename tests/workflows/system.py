"""The whole system for one test: a ledger, a storage and an outbox of its own, and a worker on a
task queue of its own, against the real server that all tests share."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowHandle, WorkflowHistory

from clients.accounts.ledger import LedgerClient
from clients.invoices.client import InvoiceClient
from clients.requests.client import RequestClient
from clients.requests.queues import QueueClient
from domain.accounts.account import MethodChange, PaymentMethod, Standing
from domain.notices import NoticeKind
from domain.operations.messages import Message
from domain.requests.snapshot import Ending, Snapshot
from engine.workers import WorkerApplication, worker_application
from settings import Settings
from tests.ledgers import empty_ledger
from tests.waiting import eventually
from tests.workflows.customers import ANNA, Customer


def settings_for(home: Path, **changes: Any) -> Settings:
    return Settings(
        **{
            "home": home,
            "task_queue": f"test-{uuid4()}",
            "shutdown_grace_seconds": 1,
            "worker_versioning": False,
            "sandbox": True,
            **changes,
        }
    )


@dataclass
class System:
    """Everything that a face would use, and what is behind it."""

    temporal: Client
    settings: Settings
    requests: RequestClient
    invoices: InvoiceClient
    ledger: LedgerClient
    queues: QueueClient
    opened: list[str] = field(default_factory=list)
    """Workflow ids of everything that was begun here."""

    async def welcome(self, customer: Customer) -> None:
        """Puts the customer's account into the ledger, or updates it."""
        await self.ledger.import_accounts({"accounts": [customer.account]})

    async def open(self, customer: Customer, by: str = ANNA, key: str | None = None) -> Snapshot:
        self.opened.append(customer.request)
        return await self.requests.open(customer.draft, by, key)

    async def send(self, customer: Customer, command: Message, key: str | None = None) -> Snapshot:
        return await self.requests.send(customer.request, command, key)

    async def snapshot(self, customer: Customer) -> Snapshot:
        return await self.requests.snapshot(customer.request)

    async def pass_days(self, customer: Customer, days: float) -> Snapshot:
        await self.requests.fast_forward(customer.request, timedelta(days=days))
        return await self.snapshot(customer)

    async def end_of(self, customer: Customer) -> Snapshot:
        """The request once it has ended and every notice is queued."""
        ending = await self.handle(customer).result()
        ended = await self.snapshot(customer)
        assert ending == Ending(state=ended.state, ended=ended.ended, switched=ended.switched)
        return ended

    def handle(self, customer: Customer) -> WorkflowHandle[Any, Ending]:
        return self.temporal.get_workflow_handle(customer.request, result_type=Ending)

    async def history(self, customer: Customer) -> WorkflowHistory:
        return await self.handle(customer).fetch_history()

    async def standing(self, customer: Customer) -> Standing:
        return await self.ledger.standing(customer.account_id)

    async def switches(self, customer: Customer) -> list[MethodChange]:
        """Every time the ledger turned this scope to invoices."""
        history = (await self.standing(customer)).history
        return [
            change
            for change in history
            if change.scope_id == customer.scope_id and change.method is PaymentMethod.INVOICE
        ]

    async def notices(self, customer: Customer) -> Counter[NoticeKind]:
        """How often each kind of notice was queued for this request."""
        return Counter(entry.kind for entry in await self.ledger.mails(customer.request))

    async def was_notified(self, customer: Customer, kinds: Iterable[NoticeKind]) -> None:
        """Waits until each of these notices is queued, and fails on one too many."""
        expected = Counter(kinds)

        async def all_queued() -> bool:
            return await self.notices(customer) >= expected

        await eventually(f"{expected} are queued", all_queued)
        assert await self.notices(customer) == expected

    async def delivered(self, customer: Customer) -> Counter[str]:
        """How often each kind of mail lies in the outbox folder, once each that was queued does."""

        async def every_mail() -> Counter[str]:
            there = self._mail_files(customer)
            queued = await self.notices(customer)
            return there if there.total() >= queued.total() > 0 else Counter()

        return await eventually("every mail is in the outbox folder", every_mail)

    def _mail_files(self, customer: Customer) -> Counter[str]:
        files = self.settings.outbox_folder.glob(f"*_{customer.scope_id}_*.eml")
        return Counter(
            file.name.split("_", 1)[1].split(f"_{customer.scope_id}_")[0] for file in files
        )

    async def assert_healthy(self) -> None:
        """No request or invoice of this system ever failed a step of its own."""
        for workflow_id in dict.fromkeys(self.opened):
            handle = self.temporal.get_workflow_handle(workflow_id)
            assert failed_tasks(await handle.fetch_history()) == []


def failed_tasks(history: WorkflowHistory) -> list[str]:
    """What made workflow tasks fail. Work that comes in while one is being completed is normal, and
    so is a workflow that is ended while it is at one."""
    normal = (
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
        WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND,
    )
    return [
        event.workflow_task_failed_event_attributes.failure.message
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED
        and event.workflow_task_failed_event_attributes.cause not in normal
    ]


@asynccontextmanager
async def opened_system(temporal: Client, settings: Settings) -> AsyncIterator[System]:
    """A system without a worker yet."""
    ledger_file = settings.home / "ledger.db"
    if settings.database_url is None and not ledger_file.exists():
        await empty_ledger(ledger_file)
    async with (
        LedgerClient.opened(settings) as ledger,
        InvoiceClient.opened(settings, temporal) as invoices,
        QueueClient.opened(settings) as queues,
    ):
        requests = RequestClient(temporal, settings)
        yield System(temporal, settings, requests, invoices, ledger, queues)


@asynccontextmanager
async def at_work(system: System) -> AsyncIterator[WorkerApplication]:
    async with worker_application(system.temporal, system.settings) as application:
        yield application
