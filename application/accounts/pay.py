"""Records a payment that no invoice is open for."""

from datetime import datetime

from application.account_book import AccountBook
from application.accounts.steps import AskedOfAccount, take
from application.invoices.pay import record
from application.ports.ledger import Ledger
from domain.accounts.account import Account
from domain.errors import UnderWay
from domain.invoices.messages import RecordPayment
from domain.invoices.money.payments import receive
from domain.invoices.views.statement import AccountChanged
from domain.values.money import Money


async def pay_account(ledger: Ledger, asked: AskedOfAccount[RecordPayment]) -> AccountChanged:
    """Record the payment: all of it is unapplied credit.

    Raises:
        AccountUnknown: there is no such account.
        UnderWay: an invoice of the account is open.
        PaymentAlreadyRecorded, PaymentNotAcceptable, AmountNotAcceptable: as any payment.
    """
    command, policy = asked.command, asked.policy()

    async def act(book: AccountBook, account: Account, now: datetime) -> tuple[str, Money]:
        currency, zone = command.amount.currency, account.time_zone
        if await book.transaction.invoices.has_open(account.id, currency):
            raise UnderWay("An invoice of the account has just become open: ask again.")
        await book.read_transfer(command.bank_reference)
        payment = await record(
            book, command, lambda: receive(book.receivables, command, policy, zone, now)
        )
        return payment.entry, command.amount

    return await take(ledger, asked, act)
