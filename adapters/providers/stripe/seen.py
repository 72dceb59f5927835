"""What is read of Stripe's objects, and nothing else of them; a field that is missing is an answer
that came in half."""

from decimal import Decimal
from typing import Any, TypeVar

import stripe
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.errors import ProviderUnavailable


class Seen(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SeenCard(Seen):
    funding: str = "credit"


class SeenMethod(Seen):
    id: str
    type: str
    card: SeenCard | None = None


class SeenInvoiceSettings(Seen):
    default_payment_method: SeenMethod | str | None


class SeenCustomer(Seen):
    id: str
    metadata: dict[str, str]
    invoice_settings: SeenInvoiceSettings
    default_source: Any = None


class SeenPause(Seen):
    behavior: str


class SeenSubscription(Seen):
    id: str
    customer: SeenCustomer
    status: str
    collection_method: str
    days_until_due: int | None
    pause_collection: SeenPause | None
    default_payment_method: SeenMethod | None
    metadata: dict[str, str]


class SeenMoments(Seen):
    paid_at: int | None
    finalized_at: int | None = None
    voided_at: int | None = None
    marked_uncollectible_at: int | None = None


class SeenPaymentOf(Seen):
    type: str
    payment_record: str | None = None
    payment_intent: str | None = None
    charge: str | None = None

    @property
    def reference(self) -> str:
        return self.payment_record or self.payment_intent or self.charge or self.type


class SeenPayment(Seen):
    id: str
    invoice: str
    amount_paid: int | None
    currency: str
    payment: SeenPaymentOf
    status: str
    status_transitions: SeenMoments
    created: int

    @property
    def paid_at(self) -> int:
        return self.status_transitions.paid_at or self.created


class SeenPayments(Seen):
    data: list[SeenPayment]


class SeenPeriod(Seen):
    start: int
    end: int


class SeenAmount(Seen):
    amount: int


class SeenPricing(Seen):
    unit_amount_decimal: Decimal | None = None


class SeenTaxRateOf(Seen):
    tax_rate: str


class SeenTax(Seen):
    amount: int
    tax_behavior: str
    taxability_reason: str
    tax_rate_details: SeenTaxRateOf | None


class SeenTaxRate(Seen):
    percentage: float
    effective_percentage: float | None


class SeenLine(Seen):
    amount: int
    description: str | None
    period: SeenPeriod
    quantity: int | None
    quantity_decimal: Decimal | None = None
    pricing: SeenPricing | None
    discount_amounts: list[SeenAmount] | None
    pretax_credit_amounts: list[SeenAmount] | None
    taxes: list[SeenTax] | None


class SeenLines(Seen):
    data: list[SeenLine]
    has_more: bool = False


class SeenSubscriptionOf(Seen):
    subscription: str | None = None


class SeenParent(Seen):
    subscription_details: SeenSubscriptionOf | None = None


class SeenInvoice(Seen):
    id: str
    number: str | None
    status: str
    collection_method: str
    auto_advance: bool | None
    currency: str
    total: int
    amount_due: int
    pre_payment_credit_notes_amount: int
    amount_paid: int
    amount_remaining: int
    created: int
    due_date: int | None
    effective_at: int | None
    customer: str
    hosted_invoice_url: str | None
    metadata: dict[str, str]
    parent: SeenParent | None
    status_transitions: SeenMoments
    lines: SeenLines
    payments: SeenPayments = Field(default_factory=lambda: SeenPayments(data=[]))

    @property
    def subscription(self) -> str | None:
        details = self.parent and self.parent.subscription_details
        return details.subscription if details else None


class SeenRefund(Seen):
    id: str
    amount: int
    currency: str
    status: str | None
    created: int


class SeenRefundOf(Seen):
    refund: str | None
    amount_refunded: int


class SeenCreditNote(Seen):
    id: str
    invoice: str
    amount: int
    currency: str
    status: str
    created: int
    number: str
    memo: str | None
    metadata: dict[str, str]
    post_payment_amount: int
    out_of_band_amount: int | None
    customer_balance_transaction: str | None
    refunds: list[SeenRefundOf]


class SeenTaxId(Seen):
    value: str


class SeenRecord(Seen):
    id: str
    metadata: dict[str, str]


class SeenEventAbout(Seen):
    object: dict[str, Any]


class SeenEvent(Seen):
    id: str
    type: str
    created: int
    data: SeenEventAbout


S = TypeVar("S", bound=Seen)


def seen(kind: type[S], answer: stripe.StripeObject) -> S:
    """What Stripe answered, read.

    Raises:
        ProviderUnavailable: half of it is missing.
    """
    try:
        return kind.model_validate(answer.to_dict())
    except ValidationError as problems:
        fields = sorted({str(each["loc"][0]) for each in problems.errors() if each["loc"]})
        raise ProviderUnavailable(
            "Stripe's answer is not complete.", provider="stripe", missing=fields
        ) from None
