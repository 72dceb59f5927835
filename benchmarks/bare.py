"""The yardstick: the same lifecycle as a plain Temporal workflow, and nothing else.

Four updates with validators, three timers and six activities, as many as a request of ours has:
the rules are read at submission and again before an approval. Plain dataclasses, the default
converter, no sandbox, no search attributes, no state machine, no rules. Its activities are regular
ones, one after the other, and do the least that their names allow. A second contender runs the same
with local activities, which is about the least that the engine can be asked for.
"""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from temporalio import activity, workflow

TASK_QUEUE = "bare"

_ACTIVITY_MAY_TAKE = timedelta(seconds=30)


@dataclass
class Opening:
    scope_id: str
    draft: dict[str, Any]
    local: bool = False
    """Whether its activities are local ones."""


@dataclass
class Step:
    by: str
    note: str = ""


@dataclass
class Standing:
    scope_id: str
    state: str
    findings: list[str] = field(default_factory=list)


@dataclass
class Mail:
    key: str
    subject: str


@workflow.defn
class BareRequest:
    @workflow.init
    def __init__(self, opening: Opening) -> None:
        self._standing = Standing(opening.scope_id, "draft")
        self._local = opening.local
        self._decided = False
        self._switching = False

    @workflow.run
    async def run(self, opening: Opening) -> Standing:
        standing = self._standing
        await self._until(lambda: standing.state == "submitted", days=30)
        standing.findings = await self._assess()
        standing.state = "credit_check"
        await self._mail("submitted")
        await self._until(lambda: self._decided, days=7)
        standing.findings = await self._assess()
        await self._mail("approved")
        await self._until(lambda: self._switching, days=90)
        await self._do("switch", opening.scope_id)
        standing.state = "switched"
        await self._mail("switched")
        await workflow.wait_condition(workflow.all_handlers_finished)
        return standing

    async def _until(self, happened: Callable[[], bool], days: int) -> None:
        await workflow.wait_condition(happened, timeout=timedelta(days=days))

    async def _assess(self) -> list[str]:
        found: list[str] = await self._do("assess", self._standing.scope_id, list[str])
        return found

    async def _mail(self, subject: str) -> None:
        await self._do("mail", Mail(f"{self._standing.scope_id}-{subject}", subject))

    async def _do(self, name: str, about: str | Mail, answer: type[Any] | None = None) -> Any:
        if self._local:
            return await workflow.execute_local_activity(
                name, about, result_type=answer, start_to_close_timeout=_ACTIVITY_MAY_TAKE
            )
        return await workflow.execute_activity(
            name, about, result_type=answer, start_to_close_timeout=_ACTIVITY_MAY_TAKE
        )

    @workflow.update
    def open(self, key: str) -> Standing:
        return self._standing

    @open.validator
    def _may_open(self, key: str) -> None:
        self._refuse_unless("draft")

    @workflow.update
    async def submit(self, step: Step) -> Standing:
        self._standing.state = "submitted"
        await workflow.wait_condition(lambda: self._standing.state == "credit_check")
        return self._standing

    @submit.validator
    def _may_submit(self, step: Step) -> None:
        self._refuse_unless("draft")

    @workflow.update
    def decide(self, step: Step) -> Standing:
        self._standing.state, self._decided = "approved", True
        return self._standing

    @decide.validator
    def _may_decide(self, step: Step) -> None:
        self._refuse_unless("credit_check")

    @workflow.update
    async def switch(self, step: Step) -> Standing:
        self._switching = True
        await workflow.wait_condition(lambda: self._standing.state == "switched")
        return self._standing

    @switch.validator
    def _may_switch(self, step: Step) -> None:
        self._refuse_unless("approved")

    def _refuse_unless(self, state: str) -> None:
        if self._standing.state != state:
            raise ValueError(f"not possible while {self._standing.state}")


class BareActivities:
    """A small read, a small durable write, a small file: the least that is possible."""

    def __init__(self, database: sqlite3.Connection, outbox: Path) -> None:
        self._database = database
        self._outbox = outbox

    @activity.defn
    async def assess(self, scope_id: str) -> list[str]:
        found = self._database.execute("SELECT method FROM scopes WHERE id = ?", (scope_id,))
        return [str(method) for (method,) in found]

    @activity.defn
    async def switch(self, scope_id: str) -> None:
        with self._database:
            self._database.execute("UPDATE scopes SET method = 'invoice' WHERE id = ?", (scope_id,))

    @activity.defn
    async def mail(self, mail: Mail) -> None:
        message = EmailMessage()
        message["From"], message["To"] = "billing@provider.example", "anna@contoso.nl"
        message["Subject"] = mail.subject
        message.set_content(f"{mail.key}\n")
        (self._outbox / f"{mail.key}.eml").write_bytes(message.as_bytes())


def open_database(home: Path) -> sqlite3.Connection:
    """The yardstick's ledger: one table, as durable as the real one."""
    home.mkdir(exist_ok=True)
    database = sqlite3.connect(home / "bare.db", timeout=30)
    database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
    database.execute("CREATE TABLE IF NOT EXISTS scopes (id TEXT PRIMARY KEY, method TEXT)")
    database.execute("CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, at TEXT)")
    return database
