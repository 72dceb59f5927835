"""A payment that settles nothing, or a refund, was entered wrongly."""

from datetime import datetime

from application.account_book import AccountBook
from application.accounts.steps import AskedOfAccount, refuse_settling, take
from application.ports.ledger import Ledger
from domain.accounts.account import Account
from domain.invoices.messages import CorrectEntry
from domain.invoices.taken_back.corrections import correct_payment, correct_refund, unknown
from domain.invoices.views.statement import AccountChanged
from domain.values.money import Money


async def correct_account(ledger: Ledger, asked: AskedOfAccount[CorrectEntry]) -> AccountChanged:
    """Takes the entry back and keeps both in the journal; no customer is notified.

    Raises:
        AccountUnknown: there is no such account.
        EntryUnknown: the account has no such entry, or it was taken back already.
        UnderWay: the payment settles an invoice.
    """

    async def act(book: AccountBook, account: Account, now: datetime) -> tuple[str, Money]:
        receivables, command = book.receivables, asked.command
        entry = command.entry
        if (paid_back := await book.read_refund(entry)) is not None:
            amount = correct_refund(receivables, paid_back, command, now)
            return entry, Money.from_minor(amount, paid_back.currency)
        payment = await book.read_entry(entry)
        if payment is None or not payment.counts:
            raise unknown(command, account_id=account.id)
        refuse_settling(payment.allocated)
        amount = correct_payment(receivables, payment, command, "", now)
        return entry, Money.from_minor(amount, payment.currency)

    return await take(ledger, asked, act)
