"""Thousands of invoices of many accounts, issued together: their clocks moved ahead, their
reminders read back. See `tests/workflows/crowd.py`."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import func, select

from adapters.ledger.database import opened_ledger
from adapters.ledger.invoices.rows import read_invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox
from application.ports.letters import DeliveryState
from clients.invoices.client import IssueOutcome
from domain.invoices.invoice import Invoice, invoice_id
from domain.notices import REMINDERS
from tests.waiting import eventually
from tests.workflows.payers import PAULA, Payer, a_payer
from tests.workflows.system import System

_OF_ONE_ACCOUNT = 500
_AT_ONCE = 50
LONGEST = 3600.0
"""Seconds for which anything is waited for."""

Item = TypeVar("Item")


@dataclass(frozen=True)
class Letter:
    """A reminder that was handed over."""

    number: str
    level: int
    written: datetime
    """By its invoice's clock."""
    left: datetime
    """By everybody's."""


@dataclass
class Crowd:
    """Invoices of many accounts. Their clocks are ahead of everybody's by `ahead`."""

    system: System
    payers: dict[str, list[str]] = field(default_factory=dict)
    """The numbers of each account's invoices."""
    ahead: timedelta = timedelta(0)

    @property
    def numbers(self) -> list[str]:
        return [number for numbers in self.payers.values() for number in numbers]

    async def issue(self, count: int) -> None:
        payers = [a_payer() for _ in range(-(-count // _OF_ONE_ACCOUNT))]
        await self.system.ledger.import_accounts({"accounts": [each.account for each in payers]})
        new = [_one_of(payers[number % len(payers)], number) for number in range(count)]
        for payer, invoice in new:
            self.payers.setdefault(payer.account_id, []).append(invoice.number)
        wanted = [invoice for _, invoice in new]
        outcomes = [each.outcome async for each in self.system.invoices.issue_all(wanted, PAULA)]
        assert outcomes == [IssueOutcome.ISSUED] * count

    @property
    def now(self) -> datetime:
        """By the clock of any of them."""
        return datetime.now(UTC) + self.ahead

    async def skip(self, to: Callable[[Invoice], datetime]) -> None:
        """Moves the clock of each invoice ahead."""
        stored = await self.stored()

        async def one(number: str) -> None:
            by = to(stored[number]) - self.now
            await self.system.requests.fast_forward(invoice_id(number), by)

        await each_of(self.numbers, one)

    async def stored(self) -> dict[str, Invoice]:
        async with self.writing() as connection:
            return await read_invoices(connection, self.numbers)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        async with (
            opened_ledger(self.system.settings.ledger_url) as database,
            database.writing() as connection,
        ):
            yield connection

    async def reminders(self) -> list[Letter]:
        """Those that were handed over, in the order in which they were."""
        async with self.writing() as connection:
            rows = await connection.execute(
                select(outbox.c.key, outbox.c.queued_at, outbox.c.closed_at)
                .where(outbox.c.state == DeliveryState.SENT)
                .order_by(outbox.c.closed_at, outbox.c.queued_at, outbox.c.key)
            )
            return [letter for row in rows for letter in _reminder_of(*row)]

    async def reminded(self, count: int) -> list[Letter]:
        """Waits until there are so many reminders, and nothing is left in the outbox."""

        async def there() -> bool:
            await asyncio.sleep(1)
            async with self.writing() as connection:
                left = select(func.count()).where(outbox.c.due_at.is_not(None))
                if (await connection.execute(left)).scalar_one():
                    return False
            return len(await self.reminders()) >= count

        await eventually(f"{count} reminders have left", there, seconds=LONGEST)
        return await self.reminders()


def _one_of(payer: Payer, number: int) -> tuple[Payer, Any]:
    return payer, payer.invoice("10.00", number=payer.another(str(number)))


def _reminder_of(key: str, written: datetime, left: datetime) -> Iterable[Letter]:
    about, _, kind = key.rpartition("/")
    if kind in REMINDERS:
        number, _, step = about.removeprefix("invoice/").partition("/")
        yield Letter(number, int(step.removeprefix("reminder-")), written, left)


async def each_of(
    items: Iterable[Item], do: Callable[[Item], Awaitable[None]], at_once: int = _AT_ONCE
) -> None:
    waiting = iter(list(items))

    async def some() -> None:
        for item in waiting:
            await do(item)

    await asyncio.gather(*(some() for _ in range(at_once)))
