"""Reads invoices, for whoever asks: changes nothing, and needs no engine."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select

from adapters.ledger.database import Database
from adapters.ledger.invoices.balances import expected_of, unapplied_of
from adapters.ledger.invoices.lines import (
    lines_of,
    lines_of_account,
    lines_of_these,
    read_lines,
)
from adapters.ledger.invoices.named import Addressed, addressed, called, has_many_others
from adapters.ledger.invoices.oldest import open_rows
from adapters.ledger.invoices.settled import settled_by
from adapters.ledger.invoices.statements import read_statement
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.invoices.whole_view import read_view
from domain.invoices.allocation.allocation_order import reached_by_payment
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.money.outsized import Expected
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.lists import InvoiceChange, InvoiceLine
from domain.invoices.views.money import Settled
from domain.invoices.views.statement import Statement
from domain.values.money import Money

_INVOICE = invoices.c
_CHANGES = (
    select(_INVOICE.number, _INVOICE.account_id, _INVOICE.revision, _INVOICE.written_at)
    .where(_INVOICE.written_at >= bindparam("since"))
    .order_by(_INVOICE.written_at)
)


class InvoiceQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def called(self, name: str) -> list[str]:
        """The numbers of the invoices that this name may mean: the one of this number first, then
        the one whose id it is (`invoice/INV-1`), then the one of this reference as typed."""
        async with self._database.reading() as connection:
            return await called(connection, name)

    async def settled_by(
        self, bank_reference: str, now: datetime, account: str | None = None
    ) -> list[Settled]:
        """As `settled_by`."""
        return await settled_by(self._database, bank_reference, now, account)

    async def addressed(self, name: str) -> Addressed | None:
        """The first of those, and whether a step on it may be a large one."""
        async with self._database.reading() as connection:
            return await addressed(connection, name)

    async def view(self, number: str, now: datetime) -> InvoiceView:
        """Everything about one invoice; how long it is overdue is as of `now`.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
        """
        async with self._database.reading() as connection:
            return await read_view(connection, number, now)

    async def find(
        self,
        now: datetime,
        state: InvoiceState | None = None,
        account: str | None = None,
        overdue: bool = False,
        limit: int | None = None,
    ) -> list[InvoiceLine]:
        """Invoices, those due first at the top.

        Args:
            now: What is open is as of this moment.
            overdue: Only those of which something is open after their due date.
        """
        wanted = lines_of(state, account, overdue, limit)
        async with self._database.reading() as connection:
            return await read_lines(connection, wanted, now)

    async def changes(self, since: datetime) -> list[InvoiceChange]:
        async with self._database.reading() as connection:
            return [
                InvoiceChange(
                    invoice=row.number,
                    account=row.account_id,
                    revision=row.revision,
                    written_at=row.written_at,
                )
                for row in await connection.execute(_CHANGES, {"since": since})
            ]

    async def has_many_others(self, number: str) -> bool:
        """As `Addressed` says it."""
        async with self._database.reading() as connection:
            return await has_many_others(connection, number)

    async def issued(self, numbers: Sequence[str], now: datetime) -> dict[str, InvoiceLine]:
        """Those of these invoices that are there, by number."""
        async with self._database.reading() as connection:
            return await lines_of_these(connection, numbers, now)

    async def reached_by(self, account: str, amount: Money) -> list[str]:
        """The account's open invoices that a payment of this amount can settle a part of, in their
        turn."""
        async with self._database.reading() as connection:
            rows = await open_rows(connection, account, amount.currency)
            return reached_by_payment(rows, amount.minor)

    async def statement(self, account_id: str, now: datetime) -> Statement:
        """The account's invoices, payments and what they come to at this moment.

        Raises:
            AccountUnknown: there is no such account.
        """
        async with self._database.reading() as connection:
            lines = await lines_of_account(connection, account_id, now)
            return await read_statement(connection, account_id, lines, now)

    async def expected(self, account_id: str, now: datetime) -> list[Expected]:
        """What payments of the account can be for, in each currency that it has invoices in."""
        async with self._database.reading() as connection:
            return await expected_of(connection, account_id, now)

    async def unapplied(self, account_id: str) -> list[Money]:
        """What the account's payments have left, by currency: nothing where they have nothing."""
        async with self._database.reading() as connection:
            return await unapplied_of(connection, account_id)
