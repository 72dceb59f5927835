"""Payments in the ledger, as `application.ports.payments` asks for them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, select

from adapters.ledger.invoices.payment_rows import (
    CHANGE_PAYMENT,
    OF_TRANSFER,
    PAYMENTS,
    RELATED,
    SETTLED_BY,
    SETTLING,
    WITH_CREDIT,
    WRITE_CHANGE,
    WRITE_ENTRY,
    change_entry,
    change_of,
    journal_entry,
    new_payment,
    number_in,
    payment_entry,
    payment_of,
)
from adapters.ledger.invoices.refund_rows import (
    read_refund,
    refund_entry,
    refunds_of,
    write_refunds,
)
from adapters.ledger.invoices.rows import batches
from adapters.ledger.invoices.tables import payments
from adapters.ledger.invoices.transfer_rows import TransferRows
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing_returning
from application.ports.payments import Recorded, Settling
from domain.bank.entries import PaidBack
from domain.invoices.allocation.receivables import Payment, Receivables, Refund
from domain.invoices.allocation.transfers import Transfer
from domain.people.through import Through
from domain.values.bank_references import normal_form

_LAST_OF_TRANSFER = (
    select(payments.c.id)
    .where(
        payments.c.account_id == bindparam("of_account"),
        payments.c.transfer == bindparam("of_transfer"),
    )
    .order_by(payments.c.id.desc())
    .limit(1)
)


class StoredPayments:
    """Remembers what it has read, so that only what changed is written."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._stored: dict[int, dict[str, Any]] = {}
        self._transfers = TransferRows(connection)

    async def of(self, account_id: str, entries: Sequence[str]) -> list[Payment]:
        numbers = [number for each in entries if (number := number_in(each, "payment")) is not None]
        if not numbers:
            return []
        asked = {"of_account": account_id, "of_payments": numbers}
        return [self._read(row) for row in await self._connection.execute(PAYMENTS, asked)]

    async def with_credit(self, account_id: str, currency: str) -> list[Payment]:
        asked = {"of_account": account_id, "of_currency": currency}
        return [self._read(row) for row in await self._connection.execute(WITH_CREDIT, asked)]

    async def for_invoice(self, account_id: str, currency: str, number: str) -> list[Settling]:
        asked = {"of_account": account_id, "of_currency": currency, "of_invoice": number}
        return [
            Settling(self._read(row), number, int(row.settled or 0))
            for row in await self._connection.execute(RELATED, asked)
        ]

    async def settling(self, numbers: Sequence[str]) -> list[Settling]:
        return [
            Settling(self._read(row), row.invoice, int(row.settled))
            for some in batches(numbers)
            for row in await self._connection.execute(SETTLING, {"of_invoices": some})
        ]

    async def settled_by(self, entry: str) -> list[tuple[str, int]]:
        asked = {"of_payment": number_in(entry, "payment")}
        return [
            (row.invoice, int(row.settled))
            for row in await self._connection.execute(SETTLED_BY, asked)
        ]

    async def recorded_under(self, bank_reference: str) -> list[Recorded]:
        asked = {"of_transfer": normal_form(bank_reference), "of_reference": bank_reference}
        return [
            Recorded(self._read(row), row.name)
            for row in await self._connection.execute(OF_TRANSFER, asked)
        ]

    async def last_under(self, account_id: str, bank_reference: str) -> str:
        asked = {"of_account": account_id, "of_transfer": normal_form(bank_reference)}
        found = (await self._connection.execute(_LAST_OF_TRANSFER, asked)).scalar_one_or_none()
        return payment_entry(found) if found is not None else ""

    async def transfer(self, key: str) -> Transfer | None:
        return await self._transfers.read(key)

    async def refund(self, account_id: str, entry: str) -> Refund | None:
        return await read_refund(self._connection, account_id, entry)

    async def refunds_of(self, currency: str, minor: int) -> list[PaidBack]:
        return await refunds_of(self._connection, currency, minor)

    async def write(
        self, receivables: Receivables, order_key: str, through: Through | None
    ) -> dict[str, str]:
        await self._transfers.write(receivables.transfers)
        numbered: dict[str, str] = {}
        numbers: dict[str, int] = {}
        changed = []
        for payment in receivables.payments:
            entry = payment.entry
            if payment.number is None:
                await self._write_new(payment, order_key, through)
                numbered[entry] = payment.entry
            elif self._stored[payment.number] != (row := change_of(payment, payment.number)):
                changed.append(row)
            numbers[entry] = payment.number or 0
        if changed:
            await self._connection.execute(CHANGE_PAYMENT, changed)
        if receivables.journal:
            entries = [journal_entry(each, numbers[each.payment]) for each in receivables.journal]
            await self._connection.execute(WRITE_ENTRY, entries)
        refunds = await write_refunds(self._connection, receivables.refunds, order_key, through)
        numbered |= {entry: refund_entry(number) for entry, number in refunds.items()}
        if receivables.changes:
            changes = [
                change_entry(each, numbers[each.payment], refunds.get(each.refund or ""), through)
                for each in receivables.changes
            ]
            await self._connection.execute(WRITE_CHANGE, changes)
        return numbered

    async def _write_new(self, payment: Payment, order_key: str, through: Through | None) -> None:
        missing = insert_missing_returning(self._connection, payments.c.id)
        written = await self._connection.execute(missing, new_payment(payment, order_key, through))
        payment.number = written.scalar_one()
        payment.entry = payment_entry(payment.number)

    def _read(self, row: Row[Any]) -> Payment:
        payment = payment_of(row)
        self._stored[row.id] = change_of(payment, row.id)
        return payment
