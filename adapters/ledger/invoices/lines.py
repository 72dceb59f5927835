"""Invoices in one line each: for lists, searches and statements."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from adapters.ledger.invoices.oldest import OLDEST_DUE_FIRST
from adapters.ledger.invoices.open_today import FACTS, growth_of
from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.views.lists import InvoiceLine
from domain.values.money import Money

_AT_ONCE = 1000
"""How many numbers one statement asks for."""

_INVOICE = invoices.c

LINES = select(accounts.c.name.label("company"), *FACTS).join(
    accounts, accounts.c.id == _INVOICE.account_id
)
_THESE = LINES.where(_INVOICE.number.in_(bindparam("of_numbers", expanding=True)))
_OF_ACCOUNT = LINES.where(_INVOICE.account_id == bindparam("of_account")).order_by(
    *OLDEST_DUE_FIRST
)


def lines_of(
    state: InvoiceState | None, account: str | None, overdue: bool, limit: int | None
) -> Select[Any]:
    """A statement for those of which all of this is so, those due first at the top.

    Args:
        overdue: Only those of which something is open after their due date.
    """
    wanted = LINES.order_by(*OLDEST_DUE_FIRST).limit(limit)
    if state is not None:
        wanted = wanted.where(_INVOICE.state == state)
    if account is not None:
        wanted = wanted.where(_INVOICE.account_id == account)
    if overdue:
        wanted = wanted.where(OPEN, _INVOICE.overdue)
    return wanted


async def read_lines(
    connection: Connection,
    wanted: Select[Any],
    now: datetime,
    asked: dict[str, Any] | None = None,
) -> list[InvoiceLine]:
    """Invoices in one line each, by a statement made of `LINES`."""
    return [_line(row, now) for row in await connection.execute(wanted, asked)]


async def lines_of_account(
    connection: Connection, account_id: str, now: datetime
) -> list[InvoiceLine]:
    """All of the account's, those due first at the top."""
    return await read_lines(connection, _OF_ACCOUNT, now, {"of_account": account_id})


async def lines_of_these(
    connection: Connection, numbers: Sequence[str], now: datetime
) -> dict[str, InvoiceLine]:
    """Those of these invoices that are there, by number."""
    there: dict[str, InvoiceLine] = {}
    for start in range(0, len(numbers), _AT_ONCE):
        asked = {"of_numbers": list(numbers[start : start + _AT_ONCE])}
        for line in await read_lines(connection, _THESE, now, asked):
            there[line.invoice] = line
    return there


def _line(row: Row[Any], now: datetime) -> InvoiceLine:
    growth = growth_of(row, now)
    return InvoiceLine(
        invoice=row.number,
        account=row.account_id,
        company=row.company,
        scope=row.scope_id,
        state=InvoiceState(row.state),
        issued_on=row.issued_on,
        due_on=row.due_on,
        time_zone=row.time_zone,
        amount=Money.from_minor(row.amount_minor, row.currency),
        open=Money.from_minor(row.open_minor + (growth.amount if growth else 0), row.currency),
        as_of=growth.day if growth else None,
    )
