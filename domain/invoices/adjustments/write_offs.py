"""Writing off what is open of an invoice, and recovering it from money that comes in after all."""

from datetime import datetime

from domain.invoices.allocation.receivables import Payment, Receivables
from domain.invoices.allocation.settling import charge
from domain.invoices.facts import Facts
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceState, InvoiceTrigger
from domain.invoices.messages import WriteOff
from domain.invoices.moves import fire
from domain.invoices.obstacles import Why, unless_allowed
from domain.invoices.parts import AdjustmentMade, Undoing
from domain.operations.obstacles import Obstacle, clear_of


def hinders_write_off(invoice: Invoice) -> Obstacle | None:
    return unless_allowed(invoice, InvoiceTrigger.WRITE_OFF, Why.NOTHING_OPEN)


def write_off(invoice: Invoice, command: WriteOff, now: datetime) -> int:
    """Gives up what is open; the invoice's clock ends. Returns how much, in minor units.

    Raises:
        NotPossibleNow: nothing is open.
    """
    clear_of(hinders_write_off(invoice))
    charge(invoice, now)
    amount = invoice.open
    invoice.written_off += amount
    fire(invoice, InvoiceTrigger.WRITE_OFF, command.by, now, amount, Facts(said=command.reason))
    return amount


def recover(
    receivables: Receivables, payment: Payment, invoice: Invoice, most: int, by: str, now: datetime
) -> int:
    """Takes back so much of the write-off as came in after all; returns how much.

    Args:
        most: Of the payment, in minor units.
    """
    amount = min(invoice.written_off, payment.left, most)
    if amount <= 0 or invoice.state is not InvoiceState.WRITTEN_OFF:
        return 0
    receivables.allocate(payment, invoice, amount, by, now, "recovery")
    invoice.written_off -= amount
    invoice.recovered += amount
    invoice.adjusted.append(AdjustmentMade(Undoing.RECOVERY, amount, None))
    fire(invoice, InvoiceTrigger.RECOVER, by, now, amount, payment.facts)
    return amount
