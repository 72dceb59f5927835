"""What a step may touch of an account: its invoices and payments, read and written back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.inserting import insert_missing_returning
from adapters.ledger.invoices.payment_rows import (
    AROUND,
    CHANGE_PAYMENT,
    PAYMENT,
    SETTLED_BY,
    SETTLING,
    WRITE_ENTRY,
    change_of,
    journal_entry,
    new_payment,
    payment_of,
)
from adapters.ledger.invoices.rows import read_invoices
from adapters.ledger.invoices.steps import Before
from adapters.ledger.invoices.tables import payments
from domain.errors import InvoiceUnknown, PaymentAlreadyRecorded
from domain.invoices.invoice import Invoice
from domain.invoices.receivables import Payment, Receivables
from domain.money import Money


class Book(Receivables):
    """An account's invoices and payments, as far as a step is about them."""

    def __init__(self, connection: AsyncConnection, invoice: Invoice) -> None:
        super().__init__(invoice.account_id, {invoice.number: invoice})
        self.invoice = invoice
        """The one that the step was asked of."""
        self.before = {invoice.number: Before.of(invoice)}
        self._connection = connection
        self._ids: dict[str, int] = {}
        self._stored: dict[str, dict[str, Any]] = {}

    async def read_shares(self, numbers: Sequence[str]) -> None:
        """Read invoices that a payment names; another account's stay out of the book.

        Raises:
            InvoiceUnknown: there is no such invoice.
        """
        missing = [number for number in numbers if number not in self.invoices]
        found = await read_invoices(self._connection, missing)
        for number in missing:
            if number not in found:
                raise InvoiceUnknown("There is no invoice of this number.", invoice=number)
            if found[number].account_id == self.account_id:
                self.invoices[number] = found[number]
                self.before[number] = Before.of(found[number])

    async def read_payments(self, new_reference: str | None = None) -> None:
        """Read the payments with something left, and those that settle the invoice.

        Raises:
            PaymentAlreadyRecorded: `new_reference` is known already.
        """
        around = {
            "of_account": self.account_id,
            "of_currency": self.invoice.currency,
            "of_invoice": self.invoice.number,
            "of_reference": new_reference,
        }
        for row in await self._connection.execute(AROUND, around):
            if row.bank_reference == new_reference:
                await self._refuse_known(row.bank_reference)
            self._keep(row)
            if row.settled:
                self.settled_by[row.bank_reference, self.invoice.number] = int(row.settled)

    async def read_later_money(self, value_date: date | None) -> None:
        """Read the payments that settle the invoices here with a later value date than this: money
        that came in earlier takes their place. None is today, which no money is later than."""
        if value_date is None:
            return
        numbers = [
            each.number
            for each in self.invoices.values()
            if any(received.on > value_date for received in each.received)
        ]
        if not numbers:
            return
        known = {payment.bank_reference for payment in self.payments}
        for row in await self._connection.execute(SETTLING, {"of_invoices": numbers}):
            if row.bank_reference not in known:
                known.add(row.bank_reference)
                self._keep(row)
            self.settled_by[row.bank_reference, row.invoice] = int(row.settled)

    async def read_payment(self, bank_reference: str) -> None:
        """Read one payment of the account, where there is one, and every invoice it settles."""
        found = await self._connection.execute(PAYMENT, {"of_reference": bank_reference})
        row = found.first()
        if row is None or row.account_id != self.account_id:
            return
        self._keep(row)
        for entry in await self._connection.execute(SETTLED_BY, {"of_payment": row.id}):
            self.settled_by[bank_reference, entry.invoice] = int(entry.settled)
        await self.read_shares([number for _, number in self.settled_by])

    async def refuse_recorded(self, bank_reference: str) -> None:
        """Raises PaymentAlreadyRecorded when there is a payment with this reference, and says no
        more of it: a customer asks, and it may be another account's."""
        found = await self._connection.execute(PAYMENT, {"of_reference": bank_reference})
        if found.first() is not None:
            said = "A payment with this bank reference was recorded before."
            raise PaymentAlreadyRecorded(said, bank_reference=bank_reference)

    async def write(self, order_key: str) -> None:
        """Write back what the step did to payments, and its entries in the journal.

        Raises:
            PaymentAlreadyRecorded: another account took the bank reference at this very moment.
        """
        rows = []
        for payment in self.payments:
            stored = self._stored.get(payment.bank_reference)
            if stored is None:
                await self._write_new(payment, order_key)
            elif stored != (row := change_of(payment, stored["of_payment"])):
                rows.append(row)
        if rows:
            await self._connection.execute(CHANGE_PAYMENT, rows)
        if self.journal:
            entries = [
                journal_entry(entry, self._ids[entry.bank_reference]) for entry in self.journal
            ]
            await self._connection.execute(WRITE_ENTRY, entries)

    async def _write_new(self, payment: Payment, order_key: str) -> None:
        missing = insert_missing_returning(self._connection, payments.c.id)
        written = await self._connection.execute(missing, new_payment(payment, order_key))
        written_id = written.scalar_one_or_none()
        if written_id is None:
            await self._refuse_known(payment.bank_reference)
        else:
            self._ids[payment.bank_reference] = written_id

    def _keep(self, row: Row[Any]) -> None:
        payment = payment_of(row)
        self.payments.append(payment)
        self._ids[row.bank_reference] = row.id
        self._stored[row.bank_reference] = change_of(payment, row.id)

    async def _refuse_known(self, bank_reference: str) -> None:
        found = await self._connection.execute(PAYMENT, {"of_reference": bank_reference})
        row = found.one()
        amount = Money.from_minor(row.amount_minor, row.currency)
        raise PaymentAlreadyRecorded(
            f"A payment with this bank reference was recorded before, for {row.name}: {amount},"
            f" value date {row.value_date}.",
            bank_reference=bank_reference,
            amount=amount.model_dump(mode="json"),
            value_date=row.value_date.isoformat(),
            account_id=row.account_id,
        )
