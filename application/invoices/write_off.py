"""Writes off what is still open of an invoice."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.invoices.adjustments import write_offs
from domain.invoices.facts import Facts
from domain.invoices.messages import WriteOff


async def write_off(ledger: Ledger, asked: Asked[WriteOff]) -> Changed:
    """Give up what is open of the invoice, and say why; its clock ends.

    Raises:
        DomainError: as `domain.invoices.adjustments.write_offs`.
    """
    return await take(ledger, asked, _write_off, Facts(said=asked.command.reason))


async def _write_off(step: Step, command: WriteOff) -> int:
    return write_offs.write_off(step.invoice, command, step.now)
