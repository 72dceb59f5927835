"""Steps that were done already, found by the caller's key; nothing is changed.

The engine forgets a key with the workflow run that it was sent to; the ledger keeps it for ever.
"""

from typing import NamedTuple

from application.accounts.steps import key_on_account
from application.ports.ledger import Ledger
from application.steps import Done
from domain.invoices.invoice import invoice_id
from domain.invoices.messages import CorrectEntry, RecordPayment, RefundCredit, ReversePayment
from domain.invoices.views.standing import InvoiceStanding
from domain.invoices.views.statement import AccountChanged
from domain.values.money import Money

AccountMessage = RecordPayment | RefundCredit | CorrectEntry | ReversePayment


class Known(NamedTuple):
    changed: AccountChanged
    through_invoice: bool
    """It went through an invoice's workflow, which signals the others itself."""


async def known_on_invoice(ledger: Ledger, number: str, key: str) -> InvoiceStanding | None:
    """The invoice's present state, and what came of a payment, if something was done to it under
    this key."""
    async with ledger.reading() as transaction:
        stored = await transaction.answers.under(f"{invoice_id(number)}/{key}")
        if stored is None:
            return None
        invoice = await transaction.invoices.one(number)
    return Done.model_validate(stored).changed(invoice).standing if invoice is not None else None


async def known_on_account(ledger: Ledger, account_id: str, key: str) -> Known | None:
    """What was done to the account's money under this key, through whichever invoice; its `entry`
    is empty where it went through one."""
    async with ledger.reading() as transaction:
        stored = await transaction.answers.under(key_on_account(account_id, key))
        if stored is not None:
            return Known(AccountChanged.model_validate(stored), through_invoice=False)
        through = await transaction.answers.through_an_invoice(account_id, key)
    if through is None:
        return None
    done = Done.model_validate(through.answer)
    changed = AccountChanged(
        account=account_id,
        entry="",
        amount=done.amount or Money.from_minor(0, through.currency),
        touched=(done.invoice, *done.touched),
        result=done.result,
    )
    return Known(changed, through_invoice=True)


async def entry_of(ledger: Ledger, account_id: str, command: AccountMessage) -> str:
    """The id of what the command entered, or took back; empty where there is none."""
    if isinstance(command, CorrectEntry):
        return command.entry
    async with ledger.reading() as transaction:
        return await transaction.payments.last_under(account_id, command.bank_reference)


async def settled_first(ledger: Ledger, account_id: str, entry: str) -> str | None:
    """The invoice that a payment of the account began to settle first, of those that it settles
    now; None where it settles none."""
    async with ledger.reading() as transaction:
        if not await transaction.payments.of(account_id, [entry]):
            return None
        settled = await transaction.payments.settled_by(entry)
    return settled[0][0] if settled else None
