"""Everything that people do to an invoice, once: its message, who may, and the use case.

The workflow's updates, its activities and the client go by this table; commands, the API and the
console's forms are held to it by tests. Issuing is not in it: that makes the invoice. The account's
money without an invoice is in `application.accounts`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from application.invoices.apply_credit import apply_credit
from application.invoices.correct import correct
from application.invoices.credit import credit
from application.invoices.declare_wire import declare_wire
from application.invoices.dispute import dispute
from application.invoices.pay import pay
from application.invoices.resolve_dispute import resolve_dispute
from application.invoices.reverse import reverse
from application.invoices.write_off import write_off
from application.ports.ledger import Ledger
from application.steps import Asked, Changed
from domain.access import Action
from domain.invoices import messages
from domain.invoices.lifecycle import InvoiceTrigger
from domain.operations.operation import Operation

Said = TypeVar("Said", bound=messages.InvoiceMessage)


@dataclass(frozen=True, slots=True)
class InvoiceOperation(Operation[Said]):
    use_case: Callable[[Ledger, Asked[Any]], Awaitable[Changed]]
    activity: str
    """The one that carries the use case out."""
    trigger: InvoiceTrigger | None = None
    """Refused at once where no arrow of it leaves the invoice's state; the ledger decides in any
    case."""


PAY = InvoiceOperation("pay", Action.RECORD_PAYMENT, messages.RecordPayment, pay, "record_payment")
REVERSE = InvoiceOperation(
    "reverse", Action.REVERSE_PAYMENT, messages.ReversePayment, reverse, "reverse_payment"
)
CORRECT = InvoiceOperation(
    "correct", Action.CORRECT_ENTRY, messages.CorrectEntry, correct, "correct_entry"
)
APPLY_CREDIT = InvoiceOperation(
    "apply_credit", Action.APPLY_CREDIT, messages.ApplyCredit, apply_credit, "apply_credit"
)
DECLARE_IN_TRANSIT = InvoiceOperation(
    "declare_in_transit", Action.DECLARE_WIRE, messages.DeclareWire, declare_wire, "declare_wire"
)
DISPUTE = InvoiceOperation(
    "dispute",
    Action.OPEN_DISPUTE,
    messages.OpenDispute,
    dispute,
    "open_dispute",
    InvoiceTrigger.DISPUTE,
)
RESOLVE = InvoiceOperation(
    "resolve",
    Action.RESOLVE_DISPUTE,
    messages.ResolveDispute,
    resolve_dispute,
    "resolve_dispute",
    InvoiceTrigger.RESOLVE,
)
CREDIT = InvoiceOperation(
    "credit",
    Action.CREDIT_INVOICE,
    messages.CreditInvoice,
    credit,
    "credit_invoice",
    InvoiceTrigger.CREDIT,
)
WRITE_OFF = InvoiceOperation(
    "write_off",
    Action.WRITE_OFF,
    messages.WriteOff,
    write_off,
    "write_off_invoice",
    InvoiceTrigger.WRITE_OFF,
)

OPERATIONS: tuple[InvoiceOperation[Any], ...] = (
    PAY, REVERSE, CORRECT, APPLY_CREDIT, DECLARE_IN_TRANSIT, DISPUTE, RESOLVE, CREDIT, WRITE_OFF,
)  # fmt: skip

BY_MESSAGE: Mapping[type[messages.InvoiceMessage], InvoiceOperation[Any]] = {
    each.message: each for each in OPERATIONS
}
BY_ACTION: Mapping[Action, InvoiceOperation[Any]] = {each.action: each for each in OPERATIONS}


async def act(ledger: Ledger, asked: Asked[Any]) -> Changed:
    """Do what somebody asks of an invoice, whichever message it is."""
    return await BY_MESSAGE[type(asked.command)].use_case(ledger, asked)
