"""What can be done with an invoice now, and why not: worked out by the rules that refuse it, and
read from its view. In the end the ledger decides."""

from collections.abc import Sequence

from domain.invoices.invoice import Invoice
from domain.invoices.operations import OPERATIONS, OnRecord
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import AdjustmentView, PaymentView
from domain.operations.obstacles import Possible, shown


def possible_of(
    invoice: Invoice,
    payments: Sequence[PaymentView],
    adjustments: Sequence[AdjustmentView],
    unapplied: bool,
) -> Possible:
    """What is in the way of each operation, or None. What is taken back is named by whoever does
    it, and refused by its name: here it matters whether there is anything.

    Args:
        unapplied: The account has unapplied credit in the invoice's currency.
    """
    counted = any(each.counted for each in payments)
    correctable = counted or any(each.correctable for each in adjustments)
    on_record = OnRecord(invoice, payment=counted, entry=correctable, unapplied=unapplied)
    return {each.name: shown(each.hinders(on_record)) for each in OPERATIONS}


def is_possible(operation: str, view: InvoiceView) -> bool:
    """Whether nothing is in its way, as far as the view says."""
    return (view.possible or {}).get(operation) is None
