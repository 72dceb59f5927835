"""What operations take in their body: the messages of the business, without who acts."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from console.api.values import (
    Amount,
    Currency,
    Day,
    Entry,
    InvoiceNumber,
    Limit,
    Moment,
    Reason,
    Reference,
    Revenue,
    Whole,
)
from domain.forms.documents import DocumentKind
from domain.invoices.new.new_invoice import NewInvoice
from domain.invoices.policy import Instrument, WireKind
from domain.requests.credit_application import CreditApplication
from domain.requests.messages import DeclineCode, Security
from domain.values.bank_references import SoughtReference


class Body(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Nothing(Body):
    """No field is needed."""


class WithReason(Body):
    reason: Reason


class ReturnedApplication(CreditApplication):
    """The credit application as a file has it; its statements are named by the `id` that their
    upload was answered with."""

    annual_revenue: Revenue
    currency: Currency
    employees: Annotated[Whole, Field(ge=0, le=10_000_000)]
    financial_statements: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{64}\.(pdf|png|jpg|tif)$",
        description="The id of an upload.",
    )


class Submission(Body):
    credit_application: ReturnedApplication | None = Field(
        default=None, description="For who knows that a credit check will be needed."
    )


class Approval(Body):
    limit: Limit
    security: Security | None = Field(
        default=None, description="What the customer must provide before the approval stands."
    )
    security_amount: Limit | None = Field(
        default=None, description="What it must be worth; by default the whole limit."
    )
    application: str | None = Field(
        default=None,
        max_length=40,
        description="The application that was reviewed, such as `application-1`. Refused when a"
        " newer one has come in.",
    )


class Declined(Body):
    code: DeclineCode = Field(
        description="The code of the reason; the customer reads our standard words for it."
    )
    reason: Reason = Field(description="For your colleagues; no customer reads it.")


class SecurityProvided(Body):
    reference: str | None = Field(
        default=None, max_length=200, description="The bank's reference of it."
    )


class DocumentsAsked(WithReason):
    kinds: list[DocumentKind] = Field(min_length=1, max_length=len(DocumentKind))


class Review(Body):
    accept: StrictBool
    reason: Reason | None = Field(default=None, description="Needed to refuse.")


class Extension(Body):
    """Either `until` or `days`."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["until"]}, {"required": ["days"]}]}
    )

    until: Moment | None = None
    days: Annotated[Whole, Field(ge=1, le=3650)] | None = Field(
        default=None, description="On top of the deadline that stands, or of now."
    )
    reason: Reason | None = None


class Overruling(WithReason):
    rule: str = Field(max_length=20, pattern="^[A-Za-z]+[0-9]*$", examples=["E6"])


class Switching(Body):
    understood_irreversible: StrictBool = Field(
        description="You understand that there is no way back to a card or direct debit."
    )


class InvoiceToIssue(NewInvoice):
    number: InvoiceNumber
    issued_on: Day
    amount: Amount


class OneInvoiceToIssue(InvoiceToIssue):
    number: InvoiceNumber = Field(
        default="", description="The next one of its series by default: then a key keeps it to one."
    )


class Invoices(Body):
    invoices: list[InvoiceToIssue] = Field(min_length=1, max_length=500)


class ForInvoice(Body):
    """An invoice that a payment is for."""

    invoice: InvoiceNumber
    at_most: Amount | None = Field(default=None, description="How much of it at the most.")


class OnePayment(Body):
    amount: Amount
    bank_reference: Reference
    value_date: Day | None = Field(
        default=None, description="The day on which the bank books it; today by default."
    )
    instrument: Instrument = Instrument.WIRE
    of: Amount | None = Field(
        default=None,
        description="What the whole transfer was, where this is a part of it: all parts under its"
        " bank reference come to no more.",
    )


class Payment(OnePayment):
    invoices: list[ForInvoice] = Field(min_length=1, max_length=100)
    in_this_order: StrictBool = Field(
        default=False, description="Settle them as they are named, not the oldest first."
    )


class Reversal(WithReason):
    bank_reference: SoughtReference
    amount: Amount | None = Field(default=None, description="So much of it; all by default.")


class Correction(WithReason):
    entry: Entry


class Refund(Body):
    amount: Amount
    bank_reference: Reference


class InTransit(Body):
    amount: Amount
    bank_reference: Reference
    kind: WireKind
    again: StrictBool = Field(
        default=False,
        description="Billing's word, where a payment declared before did not come in.",
    )


class AmountWithReason(WithReason):
    amount: Amount


class Resolution(WithReason):
    upheld: StrictBool = Field(description="Whether the customer is right.")


class CreditApplied(Body):
    invoice: InvoiceNumber
