"""The policy: every duration, threshold and choice of the business, versioned.

A request keeps the policy that it started under. Durations are whole days unless a name says
otherwise; reminders are days *before* the deadline they belong to.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from domain.values.amounts import LARGEST_AMOUNT, AmountInFile
from domain.values.money import is_money
from domain.values.record import Record

Days = Annotated[int, Field(ge=1, le=3650)]
Reminders = tuple[Annotated[int, Field(ge=1, le=365)], ...]


class Unknowns(StrEnum):
    """What a rule's `unknown` does: shown to the analyst or verifier, or treated as a failure."""

    SHOW = "show"
    HOLD = "hold"


class ExternalServices(StrEnum):
    """S2: third-party services block the switch (P17), or are billed separately from then on."""

    BLOCK = "block"
    BILL_SEPARATELY = "bill_separately"


class OpenInvoiceAtSwitch(StrEnum):
    """S5: what happens to an invoice still open at the switch (P24)."""

    SETTLE_FIRST = "settle_first"
    MOVE = "move"


class Deadline(Record):
    """How long somebody has, and when they are reminded."""

    days: Days
    remind_before: Reminders = ()

    @model_validator(mode="after")
    def _reminders_inside(self) -> "Deadline":
        if any(before >= self.days for before in self.remind_before):
            raise PydanticCustomError(
                "reminder_too_early", "A reminder must come after the period begins."
            )
        return self


class MinimumSpend(Record):
    """E11: at least `amount` a month in `months` of the last 12 (GCP: 3,500 in 3), or at least
    `in_a_year` over those 12 (GCP: 40,000)."""

    amount: AmountInFile = Field(gt=0)
    months: int = Field(ge=1, le=12)
    in_a_year: AmountInFile | None = Field(default=None, gt=0)


class EligibilityPolicy(Record):
    customer_for_months: int | None = Field(default=None, ge=1, le=120)
    """E10; off by default (P24: 6, GCP: 12)."""
    minimum_spend: MinimumSpend | None = None
    """E11; off by default."""
    on_unknown: Unknowns = Unknowns.SHOW
    allowed_email_domains: tuple[str, ...] = ()
    """E4: domains that are neither free mail nor shared by unrelated people here, whatever lists
    say."""
    denied_email_domains: tuple[str, ...] = ()
    """E4: domains that are never a company's own here."""
    name_match_at: float = Field(default=95, ge=0, le=100)
    """E6: read from files of before, and without effect since only equal names are a match."""
    name_ask_at: float = Field(default=60, ge=0, le=100)
    """E6: likeness in percent from which legal documents are asked for about a name that is not
    equal; below it a verifier decides."""
    external_services: ExternalServices = ExternalServices.BLOCK
    open_invoice: OpenInvoiceAtSwitch = OpenInvoiceAtSwitch.SETTLE_FIRST


class CreditPolicy(Record):
    thresholds: dict[str, AmountInFile] = {
        "EUR": Decimal(10000),
        "USD": Decimal(10000),
        "GBP": Decimal(10000),
    }
    """Above this, by currency, a credit check is needed (P20). A currency that is not listed
    always needs one, and one with the threshold 0 does for every amount."""
    largest_amount: AmountInFile = Field(default=LARGEST_AMOUNT, gt=0)
    """The most that may be asked for, in main units; so many times as much in currencies whose unit
    is small (`domain.values.currencies.SMALL_UNITS`)."""
    application: Deadline = Deadline(days=30, remind_before=(23, 7, 1))
    """To return the credit application."""
    review_expected_days: Days = 5
    review_overdue_days: Days = 7
    """P17: the review takes 5 to 7 days; then it is overdue and escalated, never decided."""
    review_days_are: Literal["calendar", "business"] = "calendar"
    more_information: Deadline = Deadline(days=30, remind_before=(7, 1))
    """To answer when the analyst asks for more; the review's clock stops meanwhile."""
    security: Deadline = Deadline(days=30, remind_before=(7, 1))
    """To provide a deposit or a standby letter of credit."""

    @field_validator("thresholds")
    @classmethod
    def _amounts(cls, thresholds: dict[str, Decimal]) -> dict[str, Decimal]:
        for currency, amount in thresholds.items():
            if not is_money(amount, currency) or amount < 0:
                raise PydanticCustomError(
                    "threshold_invalid",
                    "{currency} is not a currency we bill in, or its threshold is no amount of it.",
                    {"currency": currency},
                )
        return thresholds

    @model_validator(mode="after")
    def _in_order(self) -> "CreditPolicy":
        if self.review_overdue_days < self.review_expected_days:
            raise PydanticCustomError(
                "review_days_reversed", "A review cannot be overdue before it is expected."
            )
        return self


class DocumentsPolicy(Record):
    deadline: Deadline = Deadline(days=30, remind_before=(7, 1))
    """To send the legal documents asked for; a missed one goes to the verifier."""
    review_days: Days = 5
    """How long a verifier normally takes; then the legal team is reminded. Nothing else."""


class Policy(Record):
    """The policy of a request."""

    version: str = Field(default="2026-11", min_length=1, max_length=40)
    draft: Deadline = Deadline(days=30, remind_before=(7,))
    """How long an unsubmitted draft is kept open."""
    fix: Deadline = Deadline(days=60, remind_before=(30, 7))
    """To put right what a rule of severity `fix` (or E5) found."""
    recheck_every_days: Days = 1
    approval: Deadline = Deadline(days=90, remind_before=(30, 7, 1))
    """How long an approval is valid without the switch being made."""
    payment_terms_days: Days = 30
    outage_grace_days: Days = 1
    """A deadline of the customer's that passed while we were away ends nothing before so many days
    after we are back."""
    undelivered_days: Days = 3
    """Within so many days billing operations see to a letter that did not arrive."""
    eligibility: EligibilityPolicy = EligibilityPolicy()
    credit: CreditPolicy = CreditPolicy()
    documents: DocumentsPolicy = DocumentsPolicy()
