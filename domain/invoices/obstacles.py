"""What is in the way of an operation on an invoice, by code."""

from enum import StrEnum

from domain.errors import NotPossibleNow, WrongTurn
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import InvoiceTrigger
from domain.operations.obstacles import Obstacle


class Why(StrEnum):
    NOTHING_OPEN = "nothing_open"
    DISPUTED_ALREADY = "disputed_already"
    NO_DISPUTE = "no_dispute"
    NOTHING_TO_CREDIT = "nothing_to_credit"
    NO_PAYMENT_TO_REVERSE = "no_payment_to_reverse"
    NO_ENTRY_TO_CORRECT = "no_entry_to_correct"
    NO_CREDIT_IN_CURRENCY = "no_credit_in_currency"

    # Of an account as a whole.
    NO_UNAPPLIED_CREDIT = "no_unapplied_credit"
    NO_PAYMENT_OF_ACCOUNT = "no_payment_of_account"
    NO_ENTRY_OF_ACCOUNT = "no_entry_of_account"
    NO_CHARGES = "no_charges"
    NOTHING_BY_INVOICE = "nothing_by_invoice"
    LIMIT_FROZEN = "limit_frozen"


def unless_allowed(invoice: Invoice, trigger: InvoiceTrigger, why: Why) -> Obstacle | None:
    """The obstacle where the state machine has no arrow for this now."""
    try:
        invoice.refuse_unless_allowed(trigger)
    except NotPossibleNow as refusal:
        return Obstacle(why, refusal, {"state": invoice.state})
    return None


def unless_open(invoice: Invoice) -> Obstacle | None:
    """The obstacle where nothing of the invoice is open."""
    if not invoice.settled:
        return None
    refusal = WrongTurn("Nothing is open on this invoice.", invoice=invoice.number)
    return Obstacle(Why.NOTHING_OPEN, refusal, {"state": invoice.state})
