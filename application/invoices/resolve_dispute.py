"""Billing operations answer a dispute."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.adjustments import disputes
from domain.invoices.facts import Facts
from domain.invoices.messages import ResolveDispute
from domain.invoices.parts import DisputeState


async def resolve_dispute(ledger: Ledger, asked: Asked[ResolveDispute]) -> Changed:
    """Credit the disputed part where the dispute is upheld; otherwise the clock continues after the
    policy's grace.

    Raises:
        DomainError: as `domain.invoices.adjustments.disputes`.
    """
    said = Facts(codes=(DisputeState.UPHELD,), said=asked.command.reason)
    return await take(ledger, asked, _resolve, said)


async def _resolve(step: Step, command: ResolveDispute) -> int:
    await step.book.read_payments(step.invoice)
    return disputes.resolve(step.receivables, step.invoice, command, step.key, step.now)
