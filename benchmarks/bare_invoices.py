"""The yardstick of invoices: the same steps as plain Temporal workflows, and nothing else.

Plain dataclasses, the default converter, no sandbox, no search attributes, no rules. An invoice
writes one row and one mail when it is issued, waits with one timer, and writes one of each when it
is paid. A reminder is a timer and one durable write.
"""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from temporalio import activity, workflow

_ACTIVITY_MAY_TAKE = timedelta(seconds=30)
_DUE_AFTER = timedelta(days=30)


@dataclass
class Opening:
    number: str
    amount: str


@dataclass
class Alarm:
    number: str
    at: datetime


@dataclass
class Payment:
    bank_reference: str
    amount: str


@dataclass
class Standing:
    number: str
    state: str


@workflow.defn
class BareInvoice:
    @workflow.init
    def __init__(self, opening: Opening) -> None:
        self._standing = Standing(opening.number, "new")
        self._paying = False

    @workflow.run
    async def run(self, opening: Opening) -> Standing:
        await self._do("issued")
        await workflow.wait_condition(lambda: self._paying, timeout=_DUE_AFTER)
        await self._do("paid")
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._standing

    async def _do(self, what: str) -> None:
        key = f"{self._standing.number}-{what}"
        await workflow.execute_activity_method(
            BareInvoiceActivities.write, key, start_to_close_timeout=_ACTIVITY_MAY_TAKE
        )
        self._standing.state = what
        await workflow.execute_activity_method(
            BareInvoiceActivities.send, key, start_to_close_timeout=_ACTIVITY_MAY_TAKE
        )

    @workflow.update
    async def issue(self, opening: Opening) -> Standing:
        await workflow.wait_condition(lambda: self._standing.state == "issued")
        return self._standing

    @workflow.update
    async def pay(self, payment: Payment) -> Standing:
        self._paying = True
        await workflow.wait_condition(lambda: self._standing.state == "paid")
        return self._standing


@workflow.defn
class BareReminder:
    @workflow.run
    async def run(self, alarm: Alarm) -> None:
        await workflow.sleep(max(alarm.at - workflow.now(), timedelta()))
        await workflow.execute_activity_method(
            BareInvoiceActivities.write, alarm.number, start_to_close_timeout=_ACTIVITY_MAY_TAKE
        )

    @workflow.update
    def waiting(self) -> None:
        """Answers once the timer runs."""


class BareInvoiceActivities:
    """A small durable write, and a small file."""

    def __init__(self, database: sqlite3.Connection, outbox: Path) -> None:
        self._database = database
        self._outbox = outbox

    @activity.defn(name="write")
    async def write(self, key: str) -> None:
        at = datetime.now(UTC).isoformat()
        with self._database:
            self._database.execute("INSERT OR IGNORE INTO entries VALUES (?, ?)", (key, at))

    @activity.defn(name="send")
    async def send(self, key: str) -> None:
        message = EmailMessage()
        message["From"], message["To"] = "billing@provider.example", "ap@contoso.nl"
        message["Subject"] = key
        message.set_content(f"{key}\n")
        (self._outbox / f"{key}.eml").write_bytes(message.as_bytes())
