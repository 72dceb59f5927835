"""Invoices in the ledger, as `application.ports.invoices` asks for them."""

from collections.abc import Container, Sequence
from datetime import UTC, datetime

from sqlalchemy import bindparam, func, insert, select

from adapters.ledger.connection import Connection
from adapters.ledger.inserting import insert_missing
from adapters.ledger.invoices.adjustment_rows import number_of, read_adjustments
from adapters.ledger.invoices.fact_rows import facts_row
from adapters.ledger.invoices.oldest import oldest_open, open_numbers
from adapters.ledger.invoices.payment_rows import kept
from adapters.ledger.invoices.rows import (
    batches,
    change_invoices,
    read_invoice,
    read_invoices,
    whole_row,
)
from adapters.ledger.invoices.tables import invoice_adjustments, invoice_events, invoices
from application.ports.invoices import NewAdjustment, NewEvent
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import SETTLED
from domain.invoices.receivables import Adjustment

_EVENT = invoice_events.c
_SETTLED = select(invoices.c.number).where(
    invoices.c.number.in_(bindparam("of_numbers", expanding=True)), invoices.c.state.in_(SETTLED)
)
_WRITE_EVENT = insert(invoice_events).values(
    number=select(func.coalesce(func.max(_EVENT.number), 0) + 1)
    .where(_EVENT.invoice == bindparam("of_invoice"))
    .scalar_subquery()
)
_WRITE_ADJUSTMENT = insert(invoice_adjustments)


class StoredInvoices:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def locked(self, number: str) -> Invoice | None:
        return await read_invoice(self._connection, number, lock=True)

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

    async def oldest_open(
        self, account_id: str, currency: str, amount: int, but: Container[str] = ()
    ) -> list[str]:
        return await oldest_open(self._connection, account_id, currency, amount, but)

    async def has_open(self, account_id: str, currency: str) -> bool:
        return bool(await open_numbers(self._connection, account_id, currency))

    async def adjustments(self, number: str) -> list[Adjustment]:
        return await read_adjustments(self._connection, number)

    async def add(self, invoice: Invoice) -> bool:
        missing = insert_missing(self._connection, invoices)
        row = whole_row(invoice, datetime.now(UTC))
        return (await self._connection.execute(missing, row)).rowcount == 1

    async def change(self, changed: Sequence[Invoice]) -> None:
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
            }
            for each in adjustments
        ]
        await self._connection.execute(_WRITE_ADJUSTMENT, rows)

    async def add_events(self, events: Sequence[NewEvent]) -> None:
        rows = [
            {
                "of_invoice": invoice,
                "invoice": invoice,
                "at": event.at,
                "by": event.by,
                "trigger": event.trigger,
                "from_state": event.from_,
                "to_state": event.to,
                "amount_minor": event.amount.minor if event.amount is not None else None,
                "note": event.note,
                "through": kept(through),
                "facts": facts_row(event),
            }
            for invoice, event, through in events
        ]
        await self._connection.execute(_WRITE_EVENT, rows)
