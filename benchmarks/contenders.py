"""What is compared: a request of ours and the yardstick, driven in the same way."""

import sqlite3
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import uuid4

from temporalio.client import Client, WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from benchmarks import bare
from benchmarks.processes import cpu_seconds
from clients.accounts.ledger import LedgerClient
from clients.requests.client import RequestClient
from domain.requests.credit_application import CreditApplication
from domain.requests.lifecycle import State
from domain.requests.messages import (
    ApproveCredit,
    ReturnCreditApplication,
    Submit,
    SwitchToInvoice,
)
from domain.requests.request import request_id
from engine import search_attributes
from engine.connection import connect
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from files.reading import read_file
from settings import Settings

OURS, BARE, BARE_LOCAL, DBOS = "ours", "bare", "bare, local", "DBOS"

EXAMPLES = Path(__file__).parents[1] / "examples"
ANNA, CARL = "anna@contoso.nl", "carl@provider.example"
ABOVE_THE_THRESHOLD = {"amount": "48000.00", "currency": "EUR"}

Step = tuple[str, Callable[[], Awaitable[Any]]]


class Life(NamedTuple):
    """One lifecycle that is about to be driven."""

    workflow_id: str
    draft: dict[str, Any]

    @property
    def scope_id(self) -> str:
        return str(self.draft["scope"]["id"])

    @property
    def account_id(self) -> str:
        return str(self.draft["commerce_account_id"])


class Contender(Protocol):
    name: str
    mails_each: int
    """Mails of one lifecycle."""
    outbox: Path
    """Where they end up as files."""

    @property
    def worker(self) -> tuple[Sequence[str], dict[str, str]]:
        """The worker process: its command and its environment."""
        ...

    def server_cpu(self) -> float:
        """CPU seconds that its server has used so far."""
        ...

    async def prepare(self, count: int) -> list[Life]:
        """Prepares lives; not measured."""
        ...

    def steps(self, life: Life) -> Sequence[Step]:
        """The updates of one lifecycle, named, in order; the first opens it."""
        ...

    async def end_of(self, life: Life) -> None:
        """Returns when the workflow has ended as it should."""
        ...


class Ours:
    """The product: its own worker, client, ledger and mail."""

    name = OURS
    mails_each = 5

    def __init__(
        self, temporal: Client, ledger: OpenLedger, settings: Settings, engine: int
    ) -> None:
        self.temporal = temporal
        self._engine = engine
        # With the ledger open, as whatever lives long has it.
        self._requests = RequestClient(temporal, settings, ledger)
        self._ledger = LedgerClient(ledger, settings)
        self.settings = settings
        self.outbox = settings.outbox_folder

    @classmethod
    async def open(
        cls, address: str, engine: int, home: Path, opened: AsyncExitStack, **changes: str
    ) -> "Ours":
        """`engine` is the server's process id."""
        settings = Settings.model_validate({"home": home, **changes})
        temporal = await connect(settings, address=address)
        await search_attributes.register(temporal)
        ledger = await opened.enter_async_context(ledger_of(settings))
        return cls(temporal, ledger, settings, engine)

    @property
    def worker(self) -> tuple[Sequence[str], dict[str, str]]:
        address = self.temporal.service_client.config.target_host
        environment = {
            "TEMPORAL_ADDRESS": address,
            "PAYBYINVOICE_HOME": str(self.settings.home),
            "PAYBYINVOICE_TASK_QUEUE": self.settings.task_queue,
        }
        if (key := self.settings.master_key) is not None:
            environment["PAYBYINVOICE_MASTER_KEY"] = key.get_secret_value()
        if self.settings.webhooks_to_private:
            environment["PAYBYINVOICE_WEBHOOKS_TO_PRIVATE"] = "true"
        return (sys.executable, "worker.py"), environment

    def server_cpu(self) -> float:
        return cpu_seconds(self._engine)

    async def prepare(self, count: int) -> list[Life]:
        lives = new_lives(count)
        await import_customers(self._ledger, lives)
        return lives

    def steps(self, life: Life) -> Sequence[Step]:
        send = self._requests.send
        return (
            ("open", lambda: self._requests.open(life.draft, ANNA)),
            ("submit", lambda: send(life.scope_id, submission())),
            ("decide", lambda: send(life.scope_id, decision())),
            (
                "switch",
                lambda: send(life.scope_id, SwitchToInvoice(by=ANNA, understood_irreversible=True)),
            ),
        )

    async def end_of(self, life: Life) -> None:
        ended = await self.temporal.get_workflow_handle(life.workflow_id).result()
        expect(ended["state"], State.SWITCHED)


class Bare:
    """The yardstick, with regular activities or with local ones."""

    mails_each = 3

    def __init__(
        self, temporal: Client, database: sqlite3.Connection, home: Path, engine: int, local: bool
    ) -> None:
        self._temporal = temporal
        self._database = database
        self._engine = engine
        self._local = local
        self.name = BARE_LOCAL if local else BARE
        self.outbox = home

    @classmethod
    async def open(
        cls, address: str, engine: int, home: Path, opened: AsyncExitStack, local: bool = False
    ) -> "Bare":
        """`engine` is the server's process id."""
        database = bare.open_database(home)
        opened.callback(database.close)
        return cls(await Client.connect(address), database, home, engine, local)

    @property
    def worker(self) -> tuple[Sequence[str], dict[str, str]]:
        address = self._temporal.service_client.config.target_host
        places = address, str(self.outbox), self._task_queue
        return (sys.executable, "-m", "benchmarks.bare_worker", *places), {}

    def server_cpu(self) -> float:
        return cpu_seconds(self._engine)

    @property
    def _task_queue(self) -> str:
        return f"{bare.TASK_QUEUE}-local" if self._local else bare.TASK_QUEUE

    async def prepare(self, count: int) -> list[Life]:
        return lives_of_the_yardstick(count, self._database, self._task_queue)

    def steps(self, life: Life) -> Sequence[Step]:
        workflow = self._temporal.get_workflow_handle(life.workflow_id)
        update = workflow.execute_update
        return (
            ("open", lambda: self._open(life)),
            ("submit", lambda: update(bare.BareRequest.submit, bare.Step(ANNA))),
            ("decide", lambda: update(bare.BareRequest.decide, bare.Step(CARL, "48000.00"))),
            ("switch", lambda: update(bare.BareRequest.switch, bare.Step(ANNA))),
        )

    async def _open(self, life: Life) -> bare.Standing:
        start = WithStartWorkflowOperation(
            bare.BareRequest.run,
            bare.Opening(life.scope_id, life.draft, self._local),
            id=life.workflow_id,
            task_queue=self._task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        return await self._temporal.execute_update_with_start_workflow(
            bare.BareRequest.open, str(uuid4()), start_workflow_operation=start
        )

    async def end_of(self, life: Life) -> None:
        ended = await self._temporal.get_workflow_handle(life.workflow_id).result()
        expect(ended["state"], "switched")


def new_lives(count: int) -> list[Life]:
    """The example's customer, above the threshold, renamed so that each has a scope of its own."""
    form = read_file(EXAMPLES / "forms" / "contoso.yaml").content
    scopes = [f"sub-{uuid4()}" for _ in range(count)]
    return [
        Life(
            request_id(scope),
            {
                **form,
                "commerce_account_id": str(uuid4()),
                "scope": {**form["scope"], "id": scope},
                "credit": ABOVE_THE_THRESHOLD,
            },
        )
        for scope in scopes
    ]


def lives_of_the_yardstick(count: int, scopes: sqlite3.Connection, name: str) -> list[Life]:
    """New lives whose scopes are in the yardstick's own small ledger."""
    lives = new_lives(count)
    with scopes:
        scopes.executemany(
            "INSERT INTO scopes VALUES (?, 'credit_card')", [(life.scope_id,) for life in lives]
        )
    return [Life(f"{name}/{life.scope_id}", life.draft) for life in lives]


async def import_customers(ledger: LedgerClient, lives: Sequence[Life]) -> None:
    """An account for each, the example's, renamed alike."""
    account = read_file(EXAMPLES / "accounts.yaml").content["accounts"][0]
    [scope] = account["scopes"]
    accounts = [
        {**account, "id": life.account_id, "scopes": [{**scope, "id": life.scope_id}]}
        for life in lives
    ]
    await ledger.import_accounts({"accounts": accounts})


@cache
def submission() -> Submit:
    """With the credit application enclosed, so that the review starts at once."""
    content = read_file(EXAMPLES / "credit-applications" / "contoso.yaml").content
    application = CreditApplication.model_validate(content)
    return Submit(by=ANNA, enclosed=ReturnCreditApplication(by=ANNA, application=application))


@cache
def decision() -> ApproveCredit:
    return ApproveCredit(by=CARL, limit=Decimal(ABOVE_THE_THRESHOLD["amount"]))


def expect(state: str, expected: str) -> None:
    if state != expected:
        raise RuntimeError(f"a lifecycle ended {state} instead of {expected}")
