"""What can be done with an invoice now, and why not: worked out by the rules that refuse it, and
read from its view. In the end the ledger decides."""

from collections.abc import Callable, Mapping, Sequence

from domain.invoices.credit_notes import hinders_credit, hinders_write_off
from domain.invoices.disputes import hinders_dispute, hinders_resolve
from domain.invoices.invoice import Invoice
from domain.invoices.obstacles import Why
from domain.invoices.unapplied import hinders_apply_credit
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import AdjustmentView, PaymentView
from domain.invoices.wires import hinders_declare
from domain.operations.obstacles import Hindrance, Obstacle, Possible, shown

_HINDERS: Mapping[str, Callable[[Invoice], Obstacle | None]] = {
    "apply_credit": hinders_apply_credit,
    "declare_in_transit": hinders_declare,
    "dispute": hinders_dispute,
    "resolve": hinders_resolve,
    "credit": hinders_credit,
    "write_off": hinders_write_off,
}


def possible_of(
    invoice: Invoice, payments: Sequence[PaymentView], adjustments: Sequence[AdjustmentView]
) -> Possible:
    """What is in the way of each operation, or None. What is taken back is named by whoever does
    it, and refused by its name: here it matters whether there is anything."""
    counted = any(each.counted for each in payments)
    correctable = counted or any(each.correctable for each in adjustments)
    return {
        "pay": None,
        "reverse": None if counted else Hindrance(code=Why.NO_PAYMENT_TO_REVERSE),
        "correct": None if correctable else Hindrance(code=Why.NO_ENTRY_TO_CORRECT),
        **{name: shown(hinders(invoice)) for name, hinders in _HINDERS.items()},
    }


def is_possible(operation: str, view: InvoiceView) -> bool:
    """Whether nothing is in its way, as far as the view says."""
    return (view.possible or {}).get(operation) is None
