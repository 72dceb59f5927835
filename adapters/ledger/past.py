"""Records what happened before today, each step as of its own moment: for sample data only.

Steps, rules, dates and refusals are the ordinary ones; only nothing is mailed. All of it is one
transaction, so that no mailer claims letters of days that are over.
"""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.database import Database
from adapters.ledger.letters import Followed, Letters
from adapters.ledger.states import DeliveryState, Follow
from adapters.ledger.tables import outbox
from adapters.ledger.transactions import LedgerTransactions
from application.invoices.fire_alarms import fire_alarms
from application.invoices.issue import issue
from application.invoices.look_up import look_up
from application.invoices.operations import act
from application.requests.switch import switch_checked
from application.steps import Asked
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import InvoiceMessage, IssueInvoice
from domain.requests.switching import SwitchOrder

_REFUSED = "550 5.1.1 There is no mailbox of this name."


class _OneTransaction(Database):
    """The ledger for callers within a transaction already."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        yield self._connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        yield self._connection


class Past:
    def __init__(self, connection: AsyncConnection, never_arrive: Iterable[str]) -> None:
        within = _OneTransaction(connection)
        self._connection = connection
        self._numbers: list[str] = []
        self._never_arrive = tuple(never_arrive)
        self._ledger = LedgerTransactions(within)
        self._letters = Letters(within)

    async def switch(self, order: SwitchOrder) -> None:
        """Switches a scope without checking today's rules."""
        await switch_checked(self._ledger, order, lambda account: ())

    async def issue(self, command: IssueInvoice, at: datetime) -> None:
        await self.pass_until(at)
        await issue(self._ledger, command, at)
        self._numbers.append(command.number)
        await self._deliver(command.number, at)

    async def act(self, number: str, command: InvoiceMessage, at: datetime) -> None:
        """Takes a step at this moment, after all alarms that were due by then."""
        await self.pass_until(at)
        key = f"past/{number}/{at.isoformat()}"
        await act(self._ledger, Asked(number, command, key, at))
        await self._deliver(number, at)

    async def pass_until(self, until: datetime) -> None:
        """Fires the alarms of what was issued that are due by then, each at its moment."""
        for number in self._numbers:
            await self._fire(number, until)

    async def _fire(self, number: str, until: datetime) -> None:
        while True:
            alarm = (await look_up(self._ledger, number)).standing.next_alarm
            if alarm is None or alarm.at > until:
                return
            if (await fire_alarms(self._ledger, number, alarm.at)).already:
                raise RuntimeError(f"{alarm.name} of invoice {number} fires for nothing")
            await self._deliver(number, alarm.at)

    async def _deliver(self, number: str, at: datetime) -> None:
        """Marks its letters as sent at that moment, or as refused."""
        queued = await self._connection.execute(
            select(outbox).where(
                outbox.c.request == invoice_id(number), outbox.c.state == DeliveryState.QUEUED
            )
        )
        followed = []
        for row in queued.all():
            refused = any(part in row.key for part in self._never_arrive)
            state = DeliveryState.REFUSED if refused else DeliveryState.SENT
            follow = Follow.WAKE if refused else row.follow
            await self._connection.execute(
                update(outbox)
                .where(outbox.c.key == row.key)
                .values(
                    state=state,
                    attempts=1,
                    due_at=None,
                    closed_at=at,
                    last_error=_REFUSED if refused else None,
                    follow=follow,
                )
            )
            if follow > Follow.NO:
                letter = {"key": row.key, "notice": row.notice, "state": state}
                followed.append(Followed(**letter, closed_at=at, follow=follow))
        to_customer = [each for each in followed if each.to_customer]
        if to_customer:
            await self._letters.record_on_invoice(number, to_customer, at)
        await self._letters.said(followed)


@asynccontextmanager
async def past(database: Database, never_arrive: Iterable[str] = ()) -> AsyncIterator[Past]:
    """A context whose writes are committed at the end or rolled back.

    Args:
        never_arrive: parts of the keys of letters that are refused, such as `/reminder-3/`.
    """
    async with database.writing() as connection:
        yield Past(connection, never_arrive)
