"""Invoices in the ledger, as `application.ports.invoices` asks for them."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, insert, select

from adapters.ledger.invoices.adjustment_rows import number_of, read_adjustments
from adapters.ledger.invoices.event_rows import Place, grown, places_of, write_events
from adapters.ledger.invoices.fact_rows import facts_row
from adapters.ledger.invoices.oldest import open_rows
from adapters.ledger.invoices.rows import (
    batches,
    change_invoices,
    read_invoice,
    read_invoices,
    whole_row,
)
from adapters.ledger.invoices.tables import invoice_adjustments, invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from application.ports.invoices import NewAdjustment, NewEvent
from domain.invoices.allocation.allocation_order import OpenRow
from domain.invoices.allocation.receivables import Adjustment
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import SETTLED

_SETTLED = select(invoices.c.number).where(
    invoices.c.number.in_(bindparam("of_numbers", expanding=True)), invoices.c.state.in_(SETTLED)
)
_WRITE_ADJUSTMENT = insert(invoice_adjustments)


class StoredInvoices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ahead: dict[str, Invoice] = {}

    async def locked(self, number: str) -> Invoice | None:
        ahead = self._ahead.pop(number, None)
        return ahead or await read_invoice(self._connection, number, lock=True)

    async def prefetch_locked(self, numbers: Sequence[str]) -> None:
        self._ahead = await read_invoices(self._connection, numbers, lock=True)

    async def one(self, number: str) -> Invoice | None:
        return await read_invoice(self._connection, number)

    async def some(self, numbers: Sequence[str]) -> dict[str, Invoice]:
        return await read_invoices(self._connection, numbers)

    async def settled_among(self, numbers: Sequence[str]) -> set[str]:
        return {
            number
            for some in batches(numbers)
            for number in (await self._connection.execute(_SETTLED, {"of_numbers": some})).scalars()
        }

    async def open_rows(self, account_id: str, currency: str) -> Iterable[OpenRow]:
        return await open_rows(self._connection, account_id, currency)

    async def has_open(self, account_id: str, currency: str) -> bool:
        return any(await open_rows(self._connection, account_id, currency))

    async def adjustments(self, number: str) -> list[Adjustment]:
        return await read_adjustments(self._connection, number)

    async def add(self, invoice: Invoice) -> bool:
        missing = insert_missing(self._connection, invoices)
        row = whole_row(invoice, datetime.now(UTC))
        return (await self._connection.execute(missing, row)).rowcount == 1

    async def change(self, changed: Sequence[Invoice]) -> None:
        for each in changed:
            self._ahead.pop(each.number, None)
        await change_invoices(self._connection, changed, datetime.now(UTC))

    async def add_adjustments(self, adjustments: Sequence[NewAdjustment]) -> None:
        rows = [
            {
                "invoice": each.invoice,
                "kind": each.kind,
                "amount_minor": each.amount,
                "at": each.at,
                "by": each.by,
                "why": each.why,
                "corrects": number_of(each.corrects),
                "facts": facts_row(each.facts),
                "order_key": each.step,
            }
            for each in adjustments
        ]
        await self._connection.execute(_WRITE_ADJUSTMENT, rows)

    async def add_events(self, events: Sequence[NewEvent]) -> None:
        places: dict[str, Place] = {}
        for some in batches(sorted({each.invoice for each in events})):
            places |= await places_of(self._connection, some)
        await write_events(self._connection, grown(places, events))
