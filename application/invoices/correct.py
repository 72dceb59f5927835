"""A payment, a credit note or a write-off was entered wrongly."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.facts import Facts
from domain.invoices.messages import CorrectEntry
from domain.invoices.taken_back import corrections


async def correct(ledger: Ledger, asked: Asked[CorrectEntry]) -> Changed:
    """Takes back an entry of the invoice and keeps both in the journal. The customer is notified of
    the invoice's new state, and of nothing else.

    Raises:
        EntryUnknown: the invoice has no such entry, or it was taken back already.
        PaymentNotAcceptable: a part of the payment was paid back to the customer.
    """
    return await take(ledger, asked, _correct, Facts(said=asked.command.reason))


async def _correct(step: Step, command: CorrectEntry) -> int:
    book, number = step.book, step.invoice.number
    await book.read_adjustments(number)
    payment = await book.read_entry(command.entry)
    if payment is not None and not step.receivables.settlements.knows(payment.entry, number):
        raise corrections.unknown(command, invoice=number)
    return await book.compute(
        lambda: corrections.correct(step.receivables, command, step.key, step.now, number)
    )
