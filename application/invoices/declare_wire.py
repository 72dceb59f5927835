"""Records that the customer declared a payment to be on its way."""

from application.ports.ledger import Ledger
from application.steps import Asked, Changed, Step, take
from domain.errors import PaymentAlreadyRecorded
from domain.invoices.messages import DeclareWire
from domain.invoices.money import wires


async def declare_wire(ledger: Ledger, asked: Asked[DeclareWire]) -> Changed:
    """Note a payment in transit: reminders pause for its posting time.

    Raises:
        PaymentAlreadyRecorded: a payment with this reference has come in.
        DomainError: as `domain.invoices.money.wires`.
    """
    return await take(ledger, asked, _declare)


async def _declare(step: Step, command: DeclareWire) -> int:
    if await step.book.transaction.payments.recorded_under(command.bank_reference):
        # Nothing of it is revealed: it may be another account's.
        raise PaymentAlreadyRecorded(
            "A payment with this bank reference was recorded before.",
            bank_reference=command.bank_reference,
        )
    wires.declare(step.invoice, command, step.key, step.now)
    return 0
