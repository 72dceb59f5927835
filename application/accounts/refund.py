"""Records that unapplied credit was paid back to the customer."""

from datetime import datetime

from application.account_book import AccountBook
from application.accounts.steps import AskedOfAccount, take
from application.ports.ledger import Ledger
from domain.accounts.account import Account
from domain.invoices.messages import RefundCredit
from domain.invoices.money import refunds
from domain.invoices.views.statement import AccountChanged
from domain.values.money import Money


async def refund(ledger: Ledger, asked: AskedOfAccount[RefundCredit]) -> AccountChanged:
    """Record the refund, of the oldest payments with something left.

    Raises:
        AccountUnknown: there is no such account.
        AmountNotAcceptable: more than there is.
        PaymentAlreadyRecorded: the bank reference counts already.
    """
    command = asked.command

    async def act(book: AccountBook, account: Account, now: datetime) -> tuple[str, Money]:
        await book.read_credit(command.amount.currency)
        await book.read_transfer(command.bank_reference)
        return refunds.refund(book.receivables, command, now).entry, command.amount

    return await take(ledger, asked, act)
