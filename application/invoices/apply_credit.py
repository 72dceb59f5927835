"""Settles an invoice with unapplied credit, as somebody asked for."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.messages import ApplyCredit
from domain.invoices.money import unapplied


async def apply_credit(ledger: Ledger, asked: Asked[ApplyCredit]) -> Changed:
    """Settle the invoice from the account's unapplied credit, as far as that goes.

    Raises:
        WrongTurn: nothing is open on it.
        NothingToApply: there is no unapplied credit in its currency.
    """
    return await take(ledger, asked, _apply_credit)


async def _apply_credit(step: Step, command: ApplyCredit) -> int:
    await step.book.read_payments(step.invoice)
    return unapplied.apply_credit(
        step.receivables, command, step.invoice.number, step.key, step.now
    )
