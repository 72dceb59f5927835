"""The part of an account that one step needs: it reads what the step is about, and nothing else."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, TypeVar

from application.ports.ledger import Transaction
from domain.errors import InvoiceUnknown, PaymentAlreadyRecorded, UnderWay
from domain.events.event import Event
from domain.events.of_invoices import payment_changed, payment_received, payment_refunded
from domain.invoices.allocation.allocation_order import reached_by_credit, reached_by_payment
from domain.invoices.allocation.receivables import NEW_REFUND, Payment, Receivables, Refund
from domain.invoices.invoice import Invoice
from domain.invoices.messages import MANY
from domain.people.through import Through
from domain.values.bank_references import normal_form
from domain.values.money import Money

T = TypeVar("T")


class TooManyInvoices(Exception):
    """A step is about more invoices than it was given time for; nothing was done. No refusal: it is
    taken again, with more time."""


class Before(NamedTuple):
    """An invoice before a step, as far as something else follows from how it changed."""

    credited: int = 0
    written_off: int = 0
    open: int = 0
    held: bool = False

    @classmethod
    def of(cls, invoice: Invoice) -> "Before":
        return cls(invoice.credited, invoice.written_off, invoice.open, invoice.held)


class AccountBook:
    """The invoices and payments of a locked account, as far as a step is about them."""

    def __init__(
        self,
        transaction: Transaction,
        account_id: str,
        invoices: Iterable[Invoice] = (),
        most: int | None = None,
    ) -> None:
        """Args:
        most: Invoices that may be read into it, where there is time for no more.
        """
        self.transaction = transaction
        self.receivables = Receivables(account_id, {each.number: each for each in invoices})
        self.before = {each.number: Before.of(each) for each in self.invoices.values()}
        self._most = most
        self._credit_read: set[str] = set()
        """Currencies: the account is locked, so that nothing is added meanwhile."""

    @property
    def account_id(self) -> str:
        return self.receivables.account_id

    @property
    def invoices(self) -> dict[str, Invoice]:
        return self.receivables.invoices

    async def read_invoices(self, numbers: Sequence[str]) -> None:
        """Read invoices that a payment names; another account's stay out of the book.

        Raises:
            InvoiceUnknown: there is no such invoice.
            TooManyInvoices: they are more than the step was given time for.
        """
        missing = [number for number in numbers if number not in self.invoices]
        if self._most is not None and len(self.invoices) + len(missing) > self._most:
            raise TooManyInvoices
        found = await self.transaction.invoices.some(missing)
        for number in missing:
            if number not in found:
                raise InvoiceUnknown("There is no invoice of this number.", invoice=number)
            if found[number].account_id == self.account_id:
                self.invoices[number] = found[number]
                self.before[number] = Before.of(found[number])

    async def read_payments(self, invoice: Invoice) -> None:
        """Read the payments with something left, and those that settle the invoice."""
        self._credit_read.add(invoice.currency)
        payments = self.transaction.payments
        for payment, number, settled in await payments.for_invoice(
            self.account_id, invoice.currency, invoice.number
        ):
            known = self._known(payment)
            if settled:
                self.receivables.settlements.note(known.entry, number, settled)

    async def read_credit(self, currency: str) -> None:
        """Read the payments with something left in this currency, unless they are here."""
        if currency in self._credit_read:
            return
        self._credit_read.add(currency)
        for payment in await self.transaction.payments.with_credit(self.account_id, currency):
            self._known(payment)

    async def read_what_credit_settles(self, currency: str) -> None:
        """Read the unapplied credit, and the oldest open invoices that it is enough for."""
        await self.read_credit(currency)
        if credit := self.receivables.unapplied(currency):
            rows = await self.transaction.invoices.open_rows(self.account_id, currency)
            await self.read_invoices(reached_by_credit(rows, credit, known=self.invoices))
        self.receivables.in_the_order_they_came_in()

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
        for payment, number, settled in await self.transaction.payments.settling(numbers):
            self.receivables.settlements.note(self._known(payment).entry, number, settled)

    async def read_transfer(self, bank_reference: str) -> None:
        """Read what is recorded under a reference, by its normal form."""
        await self._read_transfer(normal_form(bank_reference))

    async def read_recorded(self, bank_reference: str) -> None:
        """Read the account's payments under this reference, and every invoice they settle."""
        found = await self.transaction.payments.recorded_under(bank_reference)
        await self._read_whole(
            each.payment for each in found if each.payment.account_id == self.account_id
        )

    async def read_entry(self, entry: str) -> Payment | None:
        """Read the account's payment of this id, and every invoice it settles."""
        found = await self.transaction.payments.of(self.account_id, [entry])
        await self._read_whole(found)
        return self.receivables.payment(entry) if found else None

    async def read_adjustments(self, number: str) -> None:
        """Read the credit notes and write-offs of an invoice."""
        adjustments = await self.transaction.invoices.adjustments(number)
        self.receivables.adjustments[number] = adjustments

    async def read_refund(self, entry: str) -> Refund | None:
        """Read the account's refund of this id, and the payments it was of."""
        refund = await self.transaction.payments.refund(self.account_id, entry)
        if refund is not None:
            self.receivables.refunds.append(refund)
            for payment in await self.transaction.payments.of(self.account_id, list(refund.parts)):
                self._known(payment)
            await self._read_transfer(refund.transfer)
        return refund

    async def reached_by(self, amount: Money) -> list[str]:
        """The account's open invoices that a payment of this amount can settle a part of."""
        rows = await self.transaction.invoices.open_rows(self.account_id, amount.currency)
        return reached_by_payment(rows, amount.minor)

    async def already_recorded(self, bank_reference: str) -> PaymentAlreadyRecorded:
        """The refusal of a bank reference that is used; says of which payment."""
        found = await self.transaction.payments.recorded_under(bank_reference)
        if not found:
            return PaymentAlreadyRecorded(
                "A refund with this bank reference was recorded before.",
                bank_reference=bank_reference,
            )
        payment, company = found[0]
        amount = Money.from_minor(payment.amount, payment.currency)
        return PaymentAlreadyRecorded(
            f"A payment with this bank reference was recorded before, for {company}:"
            f" {amount.written},"
            f" value date {payment.value_date}.",
            advice="If this is another part of it, say what the whole transfer was.",
            bank_reference=payment.bank_reference,
            amount=amount.model_dump(mode="json"),
            value_date=payment.value_date.isoformat(),
            account_id=payment.account_id,
        )

    async def compute(self, work: Callable[[], T]) -> T:
        """Do the domain's work on this book: in a thread where it holds many invoices, so that
        nothing else of this process has to wait."""
        return await asyncio.to_thread(work) if len(self.invoices) > MANY else work()

    async def write(self, order_key: str, through: Through | None = None) -> dict[str, str]:
        """Writes back what the step changed of payments, and its entries in the journals; `through`
        is how the person who took it came in.

        Returns:
            The entries that the ledger gave to what is new.

        Raises:
            PaymentAlreadyRecorded, UnderWay: somebody recorded a payment under the same reference
                at this very moment: all of the transfer, or a part of it.
        """
        receivables = self.receivables
        new = [each for each in receivables.payments if each.number is None]
        refunded = [each for each in receivables.refunds if each.entry == NEW_REFUND]
        try:
            payments = self.transaction.payments
            numbered = dict(await payments.write(receivables, order_key, through))
        except UnderWay:
            if receivables.transfers[new[0].transfer].total == new[0].amount:
                raise await self.already_recorded(new[0].bank_reference) from None
            raise
        if events := list(self._events(order_key, new, refunded, numbered)):
            await self.transaction.events.add(events)
        return numbered

    def _events(
        self,
        order_key: str,
        new: Iterable[Payment],
        refunded: Iterable[Refund],
        numbered: dict[str, str],
    ) -> Iterator[Event]:
        """What the step's money tells other programs."""
        yield from map(payment_received, new)
        yield from map(payment_refunded, refunded)
        for change in self.receivables.changes:
            payment = self.receivables.payment(numbered.get(change.payment, change.payment))
            if (told := payment_changed(change, payment, order_key)) is not None:
                yield told

    async def _read_transfer(self, key: str) -> None:
        transfers = self.receivables.transfers
        if key not in transfers:
            found = await self.transaction.payments.transfer(key)
            if found is not None:
                transfers[key] = found

    async def _read_whole(self, payments: Iterable[Payment]) -> None:
        settlements = self.receivables.settlements
        for payment in payments:
            known = self._known(payment)
            await self._read_transfer(known.transfer)
            for number, settled in await self.transaction.payments.settled_by(known.entry):
                settlements.note(known.entry, number, settled)
        await self.read_invoices(list({number: None for _, number, _ in settlements}))

    def _known(self, payment: Payment) -> Payment:
        """The payment as it is in the book already, or from now on."""
        if self.receivables.has_payment(payment.entry):
            return self.receivables.payment(payment.entry)
        return self.receivables.known(payment)
