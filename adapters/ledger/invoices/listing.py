"""Invoices as a list to page through, and how many of them wait for billing operations."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    tuple_,
)

from adapters.ledger.accounts.finding import name_contains
from adapters.ledger.database import Database
from adapters.ledger.invoices.lines import LINES, read_lines
from adapters.ledger.invoices.oldest import OLDEST_DUE_FIRST
from adapters.ledger.invoices.tables import OPEN, invoices
from adapters.ledger.sql.connection import Connection
from domain.errors import InvalidFile
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.new.references import as_reference
from domain.invoices.parts import WireState
from domain.invoices.views.lists import InvoiceCounts, InvoiceFilter, InvoicePage

_INVOICE = invoices.c

_NOT_ARRIVED = and_(OPEN, cast(_INVOICE.clock, Text).like(f'%"{WireState.NOT_ARRIVED}"%'))
"""A payment that was declared did not arrive, and the invoice still waits for it."""

_UNDELIVERED = and_(OPEN, cast(_INVOICE.clock, Text).like('%"undelivered"%'))
"""A letter about it did not arrive."""


def _counted(condition: Any) -> Any:
    return func.coalesce(func.sum(cast(case((condition, 1), else_=0), Integer)), 0)


_COUNTS = select(
    func.count().label("open"),
    _counted(_INVOICE.overdue).label("overdue"),
    _counted(_INVOICE.state == InvoiceState.DISPUTED).label("disputed"),
    _counted(_NOT_ARRIVED).label("not_arrived"),
    _counted(_UNDELIVERED).label("undelivered"),
).where(OPEN)


class InvoiceListing:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self) -> InvoiceCounts:
        async with self._database.reading() as connection:
            row = (await connection.execute(_COUNTS)).one()
        return InvoiceCounts(
            open=row.open,
            overdue=int(row.overdue),
            disputed=int(row.disputed),
            not_arrived=int(row.not_arrived),
            undelivered=int(row.undelivered),
        )

    async def page(
        self, wanted: InvoiceFilter, after: str | None, limit: int, now: datetime
    ) -> InvoicePage:
        """What is open is as of `now`.

        Raises:
            InvalidFile: `after` is nothing that a page named.
        """
        listed = _filtered(LINES, wanted).order_by(*OLDEST_DUE_FIRST).limit(limit + 1)
        async with self._database.reading() as connection:
            if after is not None:
                listed = listed.where(await _beyond(connection, after))
            lines = await read_lines(connection, listed, now)
        shown = lines[:limit]
        more = len(lines) > limit
        return InvoicePage(lines=tuple(shown), next=shown[-1].invoice if more else None)


async def _beyond(connection: Connection, number: str) -> ColumnElement[bool]:
    """Where the list continues after this invoice; its place never changes."""
    found = await connection.execute(select(*OLDEST_DUE_FIRST).where(_INVOICE.number == number))
    place = found.one_or_none()
    if place is None:
        said = "This is not where a page of invoices begins. Begin with the first one."
        raise InvalidFile([{"field": "after", "code": "no_such_page", "problem": said}])
    values = (
        literal(value, column.type) for value, column in zip(place, OLDEST_DUE_FIRST, strict=True)
    )
    return tuple_(*OLDEST_DUE_FIRST) > tuple_(*values)


def _filtered(listed: Select[Any], wanted: InvoiceFilter) -> Select[Any]:
    if wanted.state is not None:
        listed = listed.where(_INVOICE.state == wanted.state)
    if wanted.account is not None:
        listed = listed.where(_INVOICE.account_id == wanted.account)
    if wanted.open:
        listed = listed.where(OPEN)
    if wanted.overdue:
        listed = listed.where(OPEN, _INVOICE.overdue)
    if wanted.not_arrived:
        listed = listed.where(_NOT_ARRIVED)
    if wanted.undelivered:
        listed = listed.where(_UNDELIVERED)
    if wanted.search:
        text = wanted.search.strip()
        named = [
            _INVOICE.number.icontains(text, autoescape=True),
            name_contains(text),
        ]
        if reference := as_reference(text):
            named.append(_INVOICE.reference == reference)
        listed = listed.where(or_(*named))
    return listed
