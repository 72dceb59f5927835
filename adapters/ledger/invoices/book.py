"""What a step may touch of an account: its invoices and payments, read and written back."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.inserting import insert_missing_returning
from adapters.ledger.invoices.adjustment_rows import read_adjustments
from adapters.ledger.invoices.oldest import oldest_open, open_numbers
from adapters.ledger.invoices.payment_rows import (
    AROUND,
    CHANGE_PAYMENT,
    OF_TRANSFER,
    PAYMENTS,
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
from adapters.ledger.invoices.refund_rows import read_refund, refund_entry, write_refunds
from adapters.ledger.invoices.rows import batches, read_invoices
from adapters.ledger.invoices.steps import Before
from adapters.ledger.invoices.tables import payments
from adapters.ledger.invoices.transfer_rows import TransferRows
from domain.errors import InvoiceUnknown, PaymentAlreadyRecorded, UnderWay
from domain.invoices.bank_references import normal_form
from domain.invoices.invoice import Invoice
from domain.invoices.messages import MANY
from domain.invoices.receivables import NEW, Payment, Receivables, Refund, TooManyInvoices
from domain.money import Money
from domain.through import Through

_NEWEST = 2**63

T = TypeVar("T")


class Book(Receivables):
    """An account's invoices and payments, as far as a step is about them."""

    def __init__(
        self,
        connection: AsyncConnection,
        account_id: str,
        invoices: Iterable[Invoice] = (),
        most: int | None = None,
    ) -> None:
        """Args:
        most: Invoices that may be read into it, where there is time for no more.
        """
        super().__init__(account_id, {invoice.number: invoice for invoice in invoices})
        self.before = {invoice.number: Before.of(invoice) for invoice in self.invoices.values()}
        self.connection = connection
        self._most = most
        self._ids: dict[str, int] = {}
        self._numbered: dict[str, str] = {}
        self._stored: dict[str, dict[str, Any]] = {}
        self._transfers = TransferRows(connection)

    async def read_invoices(self, numbers: Sequence[str]) -> None:
        """Read invoices that a payment names; another account's stay out of the book.

        Raises:
            InvoiceUnknown: there is no such invoice.
            TooManyInvoices: they are more than the step was given time for.
        """
        missing = [number for number in numbers if number not in self.invoices]
        if self._most is not None and len(self.invoices) + len(missing) > self._most:
            raise TooManyInvoices
        found = await read_invoices(self.connection, missing)
        for number in missing:
            if number not in found:
                raise InvoiceUnknown("There is no invoice of this number.", invoice=number)
            if found[number].account_id == self.account_id:
                self.invoices[number] = found[number]
                self.before[number] = Before.of(found[number])

    async def read_payments(self, invoice: Invoice) -> None:
        """Read the payments with something left, and those that settle the invoice."""
        around = {
            "of_account": self.account_id,
            "of_currency": invoice.currency,
            "of_invoice": invoice.number,
        }
        for row in await self.connection.execute(AROUND, around):
            payment = self._keep(row)
            if row.settled:
                self.settlements.note(payment.entry, invoice.number, int(row.settled))

    async def read_credit(self, currency: str) -> None:
        """Read the payments of the account with something left in this currency."""
        asked = {"of_account": self.account_id, "of_currency": currency}
        for row in await self.connection.execute(WITH_CREDIT, asked):
            self._keep(row)

    async def read_what_credit_settles(self, currency: str) -> None:
        """Read the unapplied credit, and the oldest open invoices that it is enough for."""
        await self.read_credit(currency)
        if credit := self.unapplied(currency):
            numbers = await oldest_open(
                self.connection, self.account_id, currency, credit, but=self.invoices
            )
            await self.read_invoices(numbers)
        self.payments.sort(key=lambda payment: number_in(payment.entry, "payment") or _NEWEST)

    async def oldest_open(self, amount: Money) -> list[str]:
        """The account's oldest open invoices, as many as the amount can settle a part of."""
        return await oldest_open(self.connection, self.account_id, amount.currency, amount.minor)

    async def has_open_invoices(self, currency: str) -> bool:
        return bool(await open_numbers(self.connection, self.account_id, currency))

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
        for some in batches(numbers):
            for row in await self.connection.execute(SETTLING, {"of_invoices": some}):
                payment = self._keep(row)
                self.settlements.note(payment.entry, row.invoice, int(row.settled))

    async def read_transfer(self, bank_reference: str) -> None:
        """Read what is recorded under a reference, by its normal form."""
        await self._read_transfer(normal_form(bank_reference))

    async def read_recorded(self, bank_reference: str) -> None:
        """Read the account's payments under this reference, and every invoice they settle."""
        asked = {"of_transfer": normal_form(bank_reference), "of_reference": bank_reference}
        rows = (await self.connection.execute(OF_TRANSFER, asked)).all()
        await self._read_whole(row for row in rows if row.account_id == self.account_id)

    async def read_entry(self, entry: str) -> Payment | None:
        """Read the account's payment of this id, and every invoice it settles."""
        number = number_in(entry, "payment")
        if number is None:
            return None
        asked = {"of_account": self.account_id, "of_payments": [number]}
        await self._read_whole((await self.connection.execute(PAYMENTS, asked)).all())
        return next((each for each in self.payments if each.entry == entry), None)

    async def read_adjustments(self, number: str) -> None:
        self.adjustments[number] = await read_adjustments(self.connection, number)

    async def read_refund(self, entry: str) -> Refund | None:
        """Read the account's refund of this id, and the payments it was of."""
        refund = await read_refund(self.connection, self.account_id, entry)
        if refund is not None:
            self.refunds.append(refund)
            ids = [number_in(each, "payment") for each in refund.parts]
            asked = {"of_account": self.account_id, "of_payments": ids}
            for row in await self.connection.execute(PAYMENTS, asked):
                self._keep(row)
            await self._read_transfer(refund.transfer)
        return refund

    async def refuse_recorded(self, bank_reference: str) -> None:
        """Raises PaymentAlreadyRecorded when a payment with this reference counts. Whoever asks is
        told nothing of another account's."""
        asked = {"of_transfer": normal_form(bank_reference), "of_reference": bank_reference}
        if (await self.connection.execute(OF_TRANSFER, asked)).first() is not None:
            raise PaymentAlreadyRecorded(
                "A payment with this bank reference was recorded before.",
                bank_reference=bank_reference,
            )

    async def said_of_recorded(self, bank_reference: str) -> PaymentAlreadyRecorded:
        """What billing operations are told of the payment that has this reference already."""
        asked = {"of_transfer": normal_form(bank_reference), "of_reference": bank_reference}
        row = (await self.connection.execute(OF_TRANSFER, asked)).first()
        if row is None:
            return PaymentAlreadyRecorded(
                "A refund with this bank reference was recorded before.",
                bank_reference=bank_reference,
            )
        amount = Money.from_minor(row.amount_minor, row.currency)
        return PaymentAlreadyRecorded(
            f"A payment with this bank reference was recorded before, for {row.name}: {amount},"
            f" value date {row.value_date}. If this is another part of it, say what the whole"
            " transfer was.",
            bank_reference=row.bank_reference,
            amount=amount.model_dump(mode="json"),
            value_date=row.value_date.isoformat(),
            account_id=row.account_id,
        )

    async def think(self, what: Callable[[], T]) -> T:
        """Does what takes long where the book holds many, so that nothing else of this process has
        to wait for it."""
        return await asyncio.to_thread(what) if len(self.invoices) > MANY else what()

    def numbered(self, entry: str) -> str:
        """The id that the ledger gave to what was new in this step."""
        return self._numbered.get(entry, entry)

    async def write(self, order_key: str, through: Through | None = None) -> None:
        """Write back what the step did to payments, and its entries in the journals; `through` is
        what whoever took it came in through.

        Raises:
            PaymentAlreadyRecorded, UnderWay: somebody recorded a payment under the same reference
                at this very moment: all of the transfer, or a part of it.
        """
        try:
            await self._transfers.write(self.transfers)
        except UnderWay:
            new = next(each for each in self.payments if each.entry == NEW)
            if self.transfers[new.transfer].total == new.amount:
                raise await self.said_of_recorded(new.bank_reference) from None
            raise
        rows = []
        for payment in self.payments:
            stored = self._stored.get(payment.entry)
            if stored is None:
                await self._write_new(payment, order_key, through)
            elif stored != (row := change_of(payment, stored["of_payment"])):
                rows.append(row)
        if rows:
            await self.connection.execute(CHANGE_PAYMENT, rows)
        if self.journal:
            entries = [journal_entry(entry, self._ids[entry.payment]) for entry in self.journal]
            await self.connection.execute(WRITE_ENTRY, entries)
        numbers = await write_refunds(self.connection, self.refunds, order_key, through)
        self._numbered |= {entry: refund_entry(number) for entry, number in numbers.items()}
        if self.changes:
            changes = [
                change_entry(
                    entry, self._ids[entry.payment], numbers.get(entry.refund or ""), through
                )
                for entry in self.changes
            ]
            await self.connection.execute(WRITE_CHANGE, changes)

    async def _write_new(self, payment: Payment, order_key: str, through: Through | None) -> None:
        missing = insert_missing_returning(self.connection, payments.c.id)
        written = await self.connection.execute(missing, new_payment(payment, order_key, through))
        number = written.scalar_one()
        self._ids[NEW] = number
        payment.entry = self._numbered[NEW] = payment_entry(number)

    async def _read_transfer(self, key: str) -> None:
        if key not in self.transfers and (found := await self._transfers.read(key)) is not None:
            self.transfers[key] = found

    async def _read_whole(self, rows: Iterable[Row[Any]]) -> None:
        for row in rows:
            payment = self._keep(row)
            await self._read_transfer(payment.transfer)
            for entry in await self.connection.execute(SETTLED_BY, {"of_payment": row.id}):
                self.settlements.note(payment.entry, entry.invoice, int(entry.settled))
        await self.read_invoices(list({number: None for _, number, _ in self.settlements}))

    def _keep(self, row: Row[Any]) -> Payment:
        entry = payment_entry(row.id)
        if entry in self._stored:
            return self.payment(entry)
        payment = self.known(payment_of(row))
        self._ids[entry] = row.id
        self._stored[entry] = change_of(payment, row.id)
        return payment
