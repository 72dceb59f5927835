"""Reopens an invoice that money no longer settles: its clock continues where it belongs."""

from datetime import datetime

from domain.invoices.allocation.receivables import Payment, Receivables
from domain.invoices.allocation.settling import charge
from domain.invoices.facts import Facts, SkipReason
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.moves import fire
from domain.invoices.reminding.dunning import skip_what_passed


def unsettle(
    receivables: Receivables,
    payment: Payment,
    invoice: Invoice,
    amount: int,
    trigger: InvoiceTrigger,
    by: str,
    now: datetime,
    facts: Facts,
) -> None:
    """So much of the payment settles the invoice no more. What it had recovered of a write-off is
    written off as before; the rest is open again.

    Args:
        facts: For the timeline.
    """
    was_settled = invoice.settled
    receivables.allocate(payment, invoice, -amount, by, now, trigger)
    given_up_again = min(amount, invoice.recovered)
    invoice.recovered -= given_up_again
    invoice.written_off += given_up_again
    begin_again(invoice, was_settled, now)
    fire(invoice, trigger, by, now, amount, facts)
    charge(invoice, now)


def begin_again(invoice: Invoice, was_settled: bool, now: datetime) -> None:
    """Nothing was chased while nothing was open, and none of it is made up for."""
    if was_settled and invoice.open:
        invoice.overdue = invoice.overdue_at <= now
        skip_what_passed(invoice, now, SkipReason.WAS_SETTLED)
