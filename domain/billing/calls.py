"""Queued calls to the billing system: one for each step that matters to it, in order."""

from datetime import date, datetime
from enum import StrEnum

from domain.billing.provider import Ability
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money
from domain.values.record import Record


class CallKind(StrEnum):
    RECORD_PAYMENT = "record_payment"
    REVERSE_PAYMENT = "reverse_payment"
    """What a payment settled is open again, whatever the reason."""
    CREDIT = "credit"
    WRITE_OFF = "write_off"
    BY_HAND = "by_hand"
    """A credit note or a write-off was taken back: no billing system takes that, a person does
    it there."""
    SET_LIMIT = "set_limit"
    REQUEST_QUOTA = "request_quota"


NEEDS = {
    CallKind.REVERSE_PAYMENT: Ability.REVERSAL,
    CallKind.CREDIT: Ability.CREDIT_NOTE,
    CallKind.WRITE_OFF: Ability.WRITE_OFF,
    CallKind.SET_LIMIT: Ability.CREDIT_LIMIT,
    CallKind.REQUEST_QUOTA: Ability.QUOTA,
}
"""What a provider has to be able to do for a call."""


class CallState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    """The provider said no: a person sees to it."""
    SETTLED = "settled"
    """A person saw to it at the provider."""


class CallFacts(Record):
    """What is told."""

    amount: Money | None = None
    on: date | None = None
    """The payment's value date."""
    bank_reference: str | None = None
    reason: str | None = None
    """Of a credit note or a write-off; what is to be done by hand."""
    cores: CoreQuotaIncrease | None = None


class NewCall(Record):
    key: str
    """The idempotency key at the provider: of the step, and of which of its calls."""
    provider: str
    account_id: str
    scope_id: str
    invoice: str | None = None
    kind: CallKind
    facts: CallFacts


class Call(NewCall):
    """A call as it is kept."""

    id: int
    at: datetime
    """When the step was taken."""
    state: CallState
    attempts: int = 0
    next_at: datetime | None = None
    tried_at: datetime | None = None
    answer: str | None = None
    """The provider's own id of what was done."""
    trouble: str | None = None
    """What was wrong at the last attempt, in the provider's words."""
    settled_by: str | None = None


class ProviderLink(Record):
    """Our invoice, and what the provider knows it by."""

    invoice: str
    provider: str
    reference: str
    account_id: str
    scope_id: str


def about_call(number: int) -> str:
    """What letters about a call are kept under."""
    return f"provider-call/{number}"
