"""The bank took back a payment that settles nothing, or a part of it."""

from datetime import datetime

from application.account_book import AccountBook
from application.accounts.steps import AskedOfAccount, refuse_settling, take
from application.ports.ledger import Ledger
from domain.accounts.account import Account
from domain.invoices.messages import ReversePayment
from domain.invoices.taken_back import reversals
from domain.invoices.views.statement import AccountChanged
from domain.values.money import Money


async def reverse_account(ledger: Ledger, asked: AskedOfAccount[ReversePayment]) -> AccountChanged:
    """Take it back from unapplied credit.

    Raises:
        AccountUnknown: there is no such account.
        PaymentUnknown: the account has no such payment.
        UnderWay: the payment settles an invoice.
    """
    command = asked.command

    async def act(book: AccountBook, account: Account, now: datetime) -> tuple[str, Money]:
        receivables = book.receivables
        await book.read_recorded(command.bank_reference)
        refuse_settling(sum(payment.allocated for payment in receivables.payments))
        reversals.reverse(receivables, command, "", now)
        amount = sum(change.amount for change in receivables.changes)
        payment = receivables.payments[0]
        return payment.entry, Money.from_minor(amount, payment.currency)

    return await take(ledger, asked, act)
