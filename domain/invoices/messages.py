"""What goes into an invoice's workflow. What comes out is a `domain.invoices.view.InvoiceStanding`.

Money in a message is in the invoice's currency. Every message names who acts (`by`, a sign-in).
"""

from datetime import date

from pydantic import Field

from domain.invoices.policy import Instrument, InvoicePolicy, WireKind
from domain.messages import Message, Reason
from domain.money import Money

NUMBER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$"
"""What an invoice's number may look like: it is part of an id that the engine shows."""

BANK_REFERENCE_PATTERN = r"^[A-Za-z0-9]([A-Za-z0-9 ./:_+-]{0,68}[A-Za-z0-9./:_+-])?$"
"""No blank at the end: it would make another reference of the same one."""


class InvoiceMessage(Message):
    pass


class IssueInvoice(InvoiceMessage):
    """Issues one invoice, once: the same number asked again is the same invoice."""

    number: str = Field(pattern=NUMBER_PATTERN)
    scope: str = Field(min_length=1, max_length=100)
    issued_on: date
    amount: Money
    terms_days: int = Field(default=30, ge=0, le=365)
    """Where the account has no terms of its own."""
    policy: InvoicePolicy = InvoicePolicy()
    policy_version: str = "2026-11"


class Share(Message):
    """What a payment is for: one invoice, and how much of it at the most."""

    by: str = "share"
    number: str = Field(pattern=NUMBER_PATTERN)
    at_most: Money | None = None


class RecordPayment(InvoiceMessage):
    """Money that came in. It settles what it names, and the rest is unapplied credit."""

    amount: Money
    bank_reference: str = Field(pattern=BANK_REFERENCE_PATTERN)
    """The bank's own: the same one never counts twice."""
    value_date: date | None = None
    """The day on which the bank books it; today when not given."""
    instrument: Instrument = Instrument.WIRE
    shares: tuple[Share, ...] = ()
    """The invoices it is for; the one that it is sent to when none is named."""
    in_this_order: bool = False
    """Settle them as they are named; otherwise the oldest first."""


class ReversePayment(InvoiceMessage):
    """A payment that the bank took back: what it settled is open again."""

    bank_reference: str = Field(min_length=1, max_length=70)
    reason: Reason


class ApplyCredit(InvoiceMessage):
    """Settles the invoice from the account's unapplied credit, as far as that goes."""


class DeclareWire(InvoiceMessage):
    """The customer has paid and the money is on its way: reminders pause for its posting time."""

    amount: Money
    bank_reference: str = Field(pattern=BANK_REFERENCE_PATTERN)
    """The proof: the reference that the customer's bank gave."""
    kind: WireKind


class OpenDispute(InvoiceMessage):
    amount: Money
    """The disputed part, or all that is open."""
    reason: Reason


class ResolveDispute(InvoiceMessage):
    upheld: bool
    """True credits the disputed part; False lets the clock go on after the policy's grace."""
    reason: Reason


class CreditInvoice(InvoiceMessage):
    """A credit note. What was paid of the credited part becomes unapplied credit."""

    amount: Money
    reason: Reason


class WriteOff(InvoiceMessage):
    """Gives up what is still open, and says why."""

    reason: Reason


class OpenTerms(Message):
    """Starts an invoice's workflow: to issue it, or because the clock of one that the ledger has
    goes on after it had ended."""

    number: str
    issue: IssueInvoice | None = None
