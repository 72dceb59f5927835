"""The bank took back a payment, or a part of it."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.facts import Facts
from domain.invoices.messages import ReversePayment
from domain.invoices.taken_back import reversals


async def reverse(ledger: Ledger, asked: Asked[ReversePayment]) -> Changed:
    """Takes a payment back: unapplied credit first, then what it settled last. Every invoice that
    loses something by it is open again, and its customer is notified.

    Raises:
        PaymentUnknown: the account has no such payment, or it was taken back already.
        AmountNotAcceptable, PaymentNotAcceptable: as `domain.invoices.taken_back.reversals`.
    """
    return await take(ledger, asked, _reverse, Facts(said=asked.command.reason))


async def _reverse(step: Step, command: ReversePayment) -> int:
    book, number = step.book, step.invoice.number
    await book.read_recorded(command.bank_reference)
    await book.compute(
        lambda: reversals.reverse(step.receivables, command, step.key, step.now, number)
    )
    return sum(change.amount for change in step.receivables.changes)
