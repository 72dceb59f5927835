"""Credits a part or all of an invoice."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.adjustments import credit_notes
from domain.invoices.facts import Facts
from domain.invoices.messages import CreditInvoice


async def credit(ledger: Ledger, asked: Asked[CreditInvoice]) -> Changed:
    """Lower the invoice. What was paid of the credited part becomes unapplied credit, and settles
    others at once.

    Raises:
        DomainError: as `domain.invoices.adjustments.credit_notes`.
    """
    return await take(ledger, asked, _credit, Facts(said=asked.command.reason))


async def _credit(step: Step, command: CreditInvoice) -> int:
    await step.book.read_payments(step.invoice)
    credit_notes.credit(step.receivables, step.invoice, command, step.key, step.now)
    return command.amount.minor
