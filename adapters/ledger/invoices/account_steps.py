"""Steps on an account's money that no invoice is about: each is one transaction, done once.

Whatever settles an invoice, or opens one again, goes through the invoice's workflow: its clock must
hear of it. These steps refuse it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from adapters.ledger.holdings import read_one
from adapters.ledger.invoices.book import Book
from adapters.ledger.invoices.commands import record, spend_and_conclude
from adapters.ledger.invoices.known_steps import key_on_account
from adapters.ledger.invoices.steps import Step
from adapters.ledger.invoices.tables import invoice_events, invoices, payments
from domain.account import Account
from domain.errors import AccountUnknown, UnderWay
from domain.invoices.corrections import correct_payment, correct_refund, unknown
from domain.invoices.messages import (
    CorrectEntry,
    InvoiceMessage,
    RecordPayment,
    RefundCredit,
    ReversePayment,
)
from domain.invoices.payments import receive
from domain.invoices.policy import InvoicePolicy
from domain.invoices.refunds import refund
from domain.invoices.reversals import reverse
from domain.invoices.views.statement import AccountChanged
from domain.money import Money

_LAST_EVENT = (
    select(func.max(invoice_events.c.at))
    .join_from(invoice_events, invoices)
    .where(invoices.c.account_id == bindparam("of_account"))
)
_LAST_PAYMENT = select(func.max(payments.c.received_at)).where(
    payments.c.account_id == bindparam("of_account")
)

Act = Callable[[Book, Account, datetime], Awaitable[tuple[str, Money]]]


class AccountMoney:
    """Every step locks the account first, as those on its invoices do."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pay(
        self,
        account_id: str,
        command: RecordPayment,
        policy: InvoicePolicy,
        key: str,
        now: datetime,
    ) -> AccountChanged:
        """Record money that fits no invoice: all of it is unapplied credit.

        Raises:
            AccountUnknown: there is no such account.
            UnderWay: an invoice of the account is open.
            PaymentAlreadyRecorded, PaymentNotAcceptable, AmountNotAcceptable: as any payment.
        """

        async def act(book: Book, account: Account, now: datetime) -> tuple[str, Money]:
            if await book.has_open_invoices(command.amount.currency):
                raise UnderWay("An invoice of the account has just become open: ask again.")
            await book.read_transfer(command.bank_reference)
            zone = account.time_zone
            payment = await record(book, command, lambda: receive(book, command, policy, zone, now))
            return payment.entry, command.amount

        return await self._step(account_id, command, key, now, act)

    async def refund(
        self, account_id: str, command: RefundCredit, key: str, now: datetime
    ) -> AccountChanged:
        """Record that unapplied credit was paid back.

        Raises:
            AccountUnknown: there is no such account.
            AmountNotAcceptable: more than there is.
            PaymentAlreadyRecorded: the bank reference counts already.
        """

        async def act(book: Book, account: Account, now: datetime) -> tuple[str, Money]:
            await book.read_credit(command.amount.currency)
            await book.read_transfer(command.bank_reference)
            return refund(book, command, now).entry, command.amount

        return await self._step(account_id, command, key, now, act)

    async def correct(
        self, account_id: str, command: CorrectEntry, key: str, now: datetime
    ) -> AccountChanged:
        """Take back a payment that settles nothing, or a refund, that was entered wrongly.

        Raises:
            AccountUnknown: there is no such account.
            EntryUnknown: the account has no such entry, or it was taken back already.
            UnderWay: the payment settles an invoice.
        """

        async def act(book: Book, account: Account, now: datetime) -> tuple[str, Money]:
            if (paid_back := await book.read_refund(command.entry)) is not None:
                amount = correct_refund(book, paid_back, command, now)
                return command.entry, Money.from_minor(amount, paid_back.currency)
            payment = await book.read_entry(command.entry)
            if payment is None or not payment.counts:
                raise unknown(command, account_id=account.id)
            _refuse_settling(payment.allocated)
            amount = correct_payment(book, payment, command, "", now)
            return command.entry, Money.from_minor(amount, payment.currency)

        return await self._step(account_id, command, key, now, act)

    async def reverse(
        self, account_id: str, command: ReversePayment, key: str, now: datetime
    ) -> AccountChanged:
        """The bank took back a payment that settles nothing, or a part of it.

        Raises:
            AccountUnknown: there is no such account.
            PaymentUnknown: the account has no such payment.
            UnderWay: the payment settles an invoice.
        """

        async def act(book: Book, account: Account, now: datetime) -> tuple[str, Money]:
            await book.read_recorded(command.bank_reference)
            _refuse_settling(sum(payment.allocated for payment in book.payments))
            reverse(book, command, "", now)
            amount = sum(change.amount for change in book.changes)
            payment = book.payments[0]
            return payment.entry, Money.from_minor(amount, payment.currency)

        return await self._step(account_id, command, key, now, act)

    async def _step(
        self, account_id: str, command: InvoiceMessage, key: str, now: datetime, act: Act
    ) -> AccountChanged:
        key = key_on_account(account_id, key)
        async with self._database.writing() as connection:
            holding = await read_one(connection, account_id, lock=True)
            if holding is None:
                raise AccountUnknown("There is no account with this id.", account_id=account_id)
            stored = await answer_to(connection, key, command)
            if stored is not None:
                return AccountChanged.model_validate(stored)
            now = await _not_before(connection, account_id, now)
            book = Book(connection, account_id)
            entry, amount = await act(book, holding.account, now)
            changed = await spend_and_conclude(book, amount.currency, key, now)
            await book.write(key, command.through)
            await Step(connection, now, command.by, command.through).write(changed, book.before)
            done = AccountChanged(
                account=account_id,
                entry=book.numbered(entry),
                amount=amount,
                touched=tuple(each.number for each in changed),
            )
            await remember(connection, key, command, done, now)
            return done


async def _not_before(connection: AsyncConnection, account_id: str, now: datetime) -> datetime:
    """In a rehearsal an account's invoices may be ahead of everybody's clock."""
    of_account = {"of_account": account_id}
    moments = [now]
    for asked in (_LAST_EVENT, _LAST_PAYMENT):
        last: datetime | None = (await connection.execute(asked, of_account)).scalar_one()
        moments += [last] if last else []
    return max(moments)


def _refuse_settling(allocated: int) -> None:
    if allocated:
        raise UnderWay("The payment has just settled an invoice: ask again.")
