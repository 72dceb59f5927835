"""Money for an invoice that was written off: it is recovered, as far as the money goes."""

from datetime import datetime

from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceState, InvoiceTrigger
from domain.invoices.moves import fire
from domain.invoices.parts import AdjustmentMade, Undoing
from domain.invoices.receivables import Payment, Receivables


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
