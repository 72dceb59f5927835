"""What the steps of one transaction write and hardly any of them reads again: gathered, and written
with one statement of each kind as the transaction ends."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel

from adapters.ledger.accounts.holdings import StoredAccounts
from adapters.ledger.effects import (
    StoredAnswers,
    answer_for,
    answer_row,
    write_answers,
)
from adapters.ledger.events import StoredEvents
from adapters.ledger.invoices.stored_invoices import StoredInvoices
from adapters.ledger.letters.outbox import queue
from adapters.ledger.provider.book import StoredProviderBook
from adapters.ledger.sql.connection import Connection
from application.ports.answers import ThroughInvoice
from application.ports.invoices import NewEvent
from domain.events.event import Event
from domain.notices import Notice


class GatheredNotices:
    def __init__(self) -> None:
        self.gathered: list[Notice] = []

    async def queue(self, notices: Sequence[Notice]) -> None:
        self.gathered += notices


class GatheredEvents:
    def __init__(self) -> None:
        self.gathered: list[Event] = []

    async def add(self, told: Sequence[Event]) -> None:
        self.gathered += told


class GatheredInvoices(StoredInvoices):
    """Invoices whose timelines are written later."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.gathered: list[NewEvent] = []

    async def add_events(self, events: Sequence[NewEvent]) -> None:
        self.gathered += events

    async def write_gathered(self) -> None:
        if self.gathered:
            await super().add_events(self.gathered)
            self.gathered = []


class GatheredAccounts(StoredAccounts):
    """Accounts whose timelines are written where somebody asks for their last step."""

    def __init__(self, connection: Connection, invoices: GatheredInvoices) -> None:
        super().__init__(connection)
        self._invoices = invoices

    async def last_step(self, account_id: str) -> datetime | None:
        await self._invoices.write_gathered()
        return await super().last_step(account_id)


class GatheredAnswers(StoredAnswers):
    """A step that is asked for twice in the transaction finds its answer here."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.gathered: dict[str, dict[str, Any]] = {}
        self._written = 0
        """As many of them, the first ones, are in the ledger."""

    async def to(self, key: str, order: BaseModel) -> Any | None:
        row = self.gathered.get(key)
        if row is None:
            return await super().to(key, order)
        return answer_for(key, order, row["asked"], row["answer"])

    async def under(self, key: str) -> Any | None:
        row = self.gathered.get(key)
        return await super().under(key) if row is None else row["answer"]

    async def through_an_invoice(self, account_id: str, key: str) -> ThroughInvoice | None:
        await self.write_gathered()
        return await super().through_an_invoice(account_id, key)

    async def remember(self, key: str, order: BaseModel, answer: BaseModel, at: datetime) -> None:
        self.gathered[key] = answer_row(key, order, answer, at)

    async def write_gathered(self) -> None:
        if rows := list(self.gathered.values())[self._written :]:
            await write_answers(self._connection, rows)
            self._written = len(self.gathered)


class Gathered:
    """All that is gathered in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.notices, self.events = GatheredNotices(), GatheredEvents()
        self.invoices, self.answers = GatheredInvoices(connection), GatheredAnswers(connection)
        self.provider = StoredProviderBook(connection)
        self.accounts = GatheredAccounts(connection, self.invoices)

    async def write(self) -> None:
        """
        Raises:
            EffectMismatch: another order took a key at this very moment.
        """
        connection = self._connection
        await self.invoices.write_gathered()
        await self.answers.write_gathered()
        if told := self.events.gathered:
            await StoredEvents(connection).add(told)
        if notices := self.notices.gathered:
            await queue(connection, notices)
