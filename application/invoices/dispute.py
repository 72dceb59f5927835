"""The customer disputes an invoice, or a part of it."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.adjustments import disputes
from domain.invoices.messages import OpenDispute


async def dispute(ledger: Ledger, asked: Asked[OpenDispute]) -> Changed:
    """Open a dispute: reminders, late charges and holds pause for that part until it is resolved.

    Raises:
        DomainError: as `domain.invoices.adjustments.disputes`.
    """
    return await take(ledger, asked, _dispute)


async def _dispute(step: Step, command: OpenDispute) -> int:
    disputes.dispute(step.invoice, command, step.key, step.now)
    return 0
