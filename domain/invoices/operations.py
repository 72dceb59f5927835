"""Everything that people do to an invoice, once: its message, who may, and what is in its way.

The workflow's updates, its activities and the client go by this table, a view says of each whether
it is possible, and `application.invoices.operations` has the use case of each. Commands, the API
and the console's forms are held to it by tests. Issuing is not in it: that makes the invoice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from domain.access import Action
from domain.invoices import messages
from domain.invoices.adjustments.credit_notes import hinders_credit
from domain.invoices.adjustments.disputes import hinders_dispute, hinders_resolve
from domain.invoices.adjustments.write_offs import hinders_write_off
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.money.unapplied import hinders_apply_credit
from domain.invoices.money.wires import hinders_declare
from domain.invoices.taken_back.corrections import hinders_correct
from domain.invoices.taken_back.reversals import hinders_reverse
from domain.operations.obstacles import Obstacle
from domain.operations.operation import Operation

Said = TypeVar("Said", bound=messages.InvoiceMessage)


class OnRecord(NamedTuple):
    """An invoice, what it lists that can be taken back, and what there is to settle it from."""

    invoice: Invoice
    payment: bool
    """A payment counts."""
    entry: bool
    """A payment, a credit note or a write-off can be corrected."""
    unapplied: bool
    """The account has unapplied credit in the invoice's currency."""


@dataclass(frozen=True, slots=True)
class InvoiceOperation(Operation[Said]):
    activity: str
    """The one that carries it out."""
    hinders: Callable[[OnRecord], Obstacle | None]
    """What is in its way now, for anybody."""
    trigger: InvoiceTrigger | None = None
    """Refused at once where no arrow of it leaves the invoice's state; the ledger decides in any
    case."""


PAY = InvoiceOperation(
    "pay",
    Action.RECORD_PAYMENT,
    messages.RecordPayment,
    "record_payment",
    lambda on: None,
)
REVERSE = InvoiceOperation(
    "reverse",
    Action.REVERSE_PAYMENT,
    messages.ReversePayment,
    "reverse_payment",
    lambda on: hinders_reverse(on.payment),
)
CORRECT = InvoiceOperation(
    "correct",
    Action.CORRECT_ENTRY,
    messages.CorrectEntry,
    "correct_entry",
    lambda on: hinders_correct(on.entry),
)
APPLY_CREDIT = InvoiceOperation(
    "apply_credit",
    Action.APPLY_CREDIT,
    messages.ApplyCredit,
    "apply_credit",
    lambda on: hinders_apply_credit(on.invoice, on.unapplied),
)
DECLARE_IN_TRANSIT = InvoiceOperation(
    "declare_in_transit",
    Action.DECLARE_WIRE,
    messages.DeclareWire,
    "declare_wire",
    lambda on: hinders_declare(on.invoice),
)
DISPUTE = InvoiceOperation(
    "dispute",
    Action.OPEN_DISPUTE,
    messages.OpenDispute,
    "open_dispute",
    lambda on: hinders_dispute(on.invoice),
    InvoiceTrigger.DISPUTE,
)
RESOLVE = InvoiceOperation(
    "resolve",
    Action.RESOLVE_DISPUTE,
    messages.ResolveDispute,
    "resolve_dispute",
    lambda on: hinders_resolve(on.invoice),
    InvoiceTrigger.RESOLVE,
)
CREDIT = InvoiceOperation(
    "credit",
    Action.CREDIT_INVOICE,
    messages.CreditInvoice,
    "credit_invoice",
    lambda on: hinders_credit(on.invoice),
    InvoiceTrigger.CREDIT,
)
WRITE_OFF = InvoiceOperation(
    "write_off",
    Action.WRITE_OFF,
    messages.WriteOff,
    "write_off_invoice",
    lambda on: hinders_write_off(on.invoice),
    InvoiceTrigger.WRITE_OFF,
)

OPERATIONS: tuple[InvoiceOperation[Any], ...] = (
    PAY, REVERSE, CORRECT, APPLY_CREDIT, DECLARE_IN_TRANSIT, DISPUTE, RESOLVE, CREDIT, WRITE_OFF,
)  # fmt: skip

BY_MESSAGE: Mapping[type[messages.InvoiceMessage], InvoiceOperation[Any]] = {
    each.message: each for each in OPERATIONS
}
BY_ACTION: Mapping[Action, InvoiceOperation[Any]] = {each.action: each for each in OPERATIONS}
