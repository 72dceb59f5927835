"""What goes into an invoice's workflow. What comes out is an `InvoiceStanding`.

Money in a message is in the invoice's currency. Every message names who acts (`by`, a sign-in).
"""

import operator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.errors import InvalidFile
from domain.invoices.policy import Instrument, InvoicePolicy, WireKind
from domain.invoices.views.standing import InvoiceStanding
from domain.operations.messages import MESSAGES_EACH_RUN, Message, Reason
from domain.papers.new_lines import MOST_LINES, Exact, NewLine
from domain.values.bank_references import BankReference, SoughtReference
from domain.values.bounds import AtMostLong
from domain.values.money import Money

NUMBER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,39}$"
"""The pattern of an invoice's number: it is part of an id that the engine shows."""


MANY = 100
"""More invoices than this are many: a step on them is given more time."""


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
    lines: Annotated[tuple[NewLine, ...], AtMostLong(MOST_LINES)] = Field(
        default=(), exclude_if=operator.not_
    )
    """None: it is one line of the whole amount, with its tax by the policy."""
    prepaid: Exact = Field(default=Decimal(0), exclude_if=operator.not_)
    """Of the lines and their tax; the amount is the rest."""
    purchase_order: str | None = Field(default=None, max_length=50, exclude_if=operator.not_)
    buyer_reference: str | None = Field(default=None, max_length=50, exclude_if=operator.not_)


MOST_SHARES = 10_000
"""Of one payment, where the invoices are named; `of_account` names none."""


class Share(Message):
    """What a payment is for: one invoice, and how much of it at the most."""

    by: Annotated[str, AtMostLong(200)] = "share"
    number: str = Field(pattern=NUMBER_PATTERN)
    at_most: Money | None = None


class RecordPayment(InvoiceMessage):
    """Money that came in. It settles what it names, and the rest is unapplied credit."""

    amount: Money
    bank_reference: BankReference
    """The bank's own: the same transfer never counts twice, however it is written."""
    of: Money | None = None
    """The whole transfer, where this is a part of it."""
    value_date: date | None = None
    """The day on which the bank books it; today when not given."""
    instrument: Instrument = Instrument.WIRE
    shares: Annotated[tuple[Share, ...], AtMostLong(MOST_SHARES)] = ()
    """The invoices it is for; the one that it is sent to when none is named."""
    of_account: bool = False
    """For the account's open invoices, the oldest first, as far as the payment goes. None is named:
    there may be thousands, and the ledger finds them."""
    in_this_order: bool = False
    """Settle them as they are named; otherwise the oldest first."""

    @property
    def for_many(self) -> bool:
        """Whether it may be about so many invoices that recording it takes seconds."""
        return self.of_account or len(self.shares) > MANY


class ReversePayment(InvoiceMessage):
    """A payment that the bank took back, or a part of it: what it settled is open again."""

    bank_reference: SoughtReference
    reason: Reason
    amount: Money | None = None
    """The part; all when not given. Unapplied credit goes first, then what it settled last."""


class CorrectEntry(InvoiceMessage):
    """A payment, a credit note, a write-off or a refund that was entered wrongly is taken back."""

    entry: str = Field(min_length=1, max_length=40)
    """Its id, as an invoice and a statement list it."""
    reason: Reason


class RefundCredit(InvoiceMessage):
    """Unapplied credit was paid back to the customer."""

    amount: Money
    bank_reference: BankReference
    """Of the transfer that paid it back."""


class ApplyCredit(InvoiceMessage):
    """Settles the invoice from the account's unapplied credit, as far as that goes."""


class DeclareWire(InvoiceMessage):
    """The customer has paid and the money is on its way: reminders pause for its posting time."""

    amount: Money
    bank_reference: BankReference
    """The proof: the reference that the customer's bank gave."""
    kind: WireKind
    again: bool = False
    """Billing's word that it pauses reminders although one declared before did not come."""


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
    known: InvoiceStanding | None = None
    """Of a run that continues another: where the invoice stands."""
    messages_per_run: int = Field(default=MESSAGES_EACH_RUN, ge=1)
    """As the settings' `messages_each_run` was when the first run began: each later one has it
    too."""


def refuse_named_twice(numbers: Sequence[str], field: str = "invoices") -> None:
    """Raises InvalidFile where one of the invoices of one payment is named twice."""
    if len({*numbers}) < len(numbers):
        said = "An invoice is named twice."
        raise InvalidFile([{"field": field, "code": "twice", "problem": said}])
