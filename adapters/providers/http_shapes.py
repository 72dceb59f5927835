"""What is asked of a billing system over HTTP, and what it answers. `docs/billing_provider.yaml`
is made of it."""

from datetime import date, datetime
from typing import Literal, NamedTuple

from pydantic import AwareDatetime, Field

from domain.billing.provider import (
    Charge,
    Collection,
    InvoiceAt,
    OpenItem,
    Party,
    ProviderAccount,
    Settled,
)
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money
from domain.values.record import Record


class Capabilities(Record):
    """What the billing system can do."""

    call: Literal["capabilities"] = "capabilities"


class ReadAccount(Record):
    """The account: how each scope is collected, tax ids, spend by month, what is open."""

    call: Literal["read_account"] = "read_account"
    party: Party


class OpenCharges(Record):
    """What is not paid of these scopes: invoices, and charges that are not invoiced yet."""

    call: Literal["open_charges"] = "open_charges"
    party: Party
    at: datetime


class StopCollecting(Record):
    """Take nothing from the payment method of these scopes from now on, and keep it."""

    call: Literal["stop_collecting"] = "stop_collecting"
    party: Party


class CollectByInvoice(Record):
    """Send invoices for these scopes from now on."""

    call: Literal["collect_by_invoice"] = "collect_by_invoice"
    party: Party
    days: int
    """In how many days an invoice is due."""


class CollectAsBefore(Record):
    """Undo: collect each scope as it was, which is said for each of them."""

    call: Literal["collect_as_before"] = "collect_as_before"
    party: Party
    before: tuple[Collection, ...]


class Verify(Record):
    """How these scopes are collected at this moment."""

    call: Literal["verify"] = "verify"
    party: Party


class ChargedSince(Record):
    """What was taken from payment methods of these scopes since a moment, that moment included."""

    call: Literal["charged_since"] = "charged_since"
    party: Party
    since: datetime


class RecordPayment(Record):
    """Money for an invoice that came by bank transfer."""

    call: Literal["record_payment"] = "record_payment"
    invoice: InvoiceAt
    amount: Money
    on: date
    """The bank's value date."""
    bank_reference: str
    """The bank's own reference of the transfer."""


class ReversePayment(Record):
    """The bank took a payment back that was recorded."""

    call: Literal["reverse_payment"] = "reverse_payment"
    invoice: InvoiceAt
    amount: Money
    bank_reference: str
    """As in `record_payment`."""


class Credit(Record):
    """A credit note for a part of an invoice, or all of it."""

    call: Literal["credit"] = "credit"
    invoice: InvoiceAt
    amount: Money
    reason: str


class WriteOff(Record):
    """Give up what is open on an invoice."""

    call: Literal["write_off"] = "write_off"
    invoice: InvoiceAt
    reason: str


class SetLimit(Record):
    """The credit limit of these scopes; null for none."""

    call: Literal["set_limit"] = "set_limit"
    party: Party
    limit: Money | None


class RequestQuota(Record):
    """Ask for more cores, in one region and series."""

    call: Literal["request_quota"] = "request_quota"
    party: Party
    asked: CoreQuotaIncrease


class CapabilitiesAnswer(Record):
    abilities: tuple[str, ...]
    """The names of `Ability`; others are ignored."""


class Collections(Record):
    collections: tuple[Collection, ...]
    """One for each scope that was asked about, as read back after the call."""


class OpenItems(Record):
    open_items: tuple[OpenItem, ...]


class _ChargeAt(Charge):
    at: AwareDatetime


class Charges(Record):
    charges: tuple[_ChargeAt, ...]


class LimitSet(Record):
    limit: Money | None
    """As read back."""


class QuotaRequested(Record):
    reference: str = Field(min_length=1)
    """The billing system's own id of the request."""


Asked = (
    Capabilities
    | ReadAccount
    | OpenCharges
    | StopCollecting
    | CollectByInvoice
    | CollectAsBefore
    | Verify
    | ChargedSince
    | RecordPayment
    | ReversePayment
    | Credit
    | WriteOff
    | SetLimit
    | RequestQuota
)


class CallShape(NamedTuple):
    asks: type[Asked]
    answers: type[Record]
    changes: bool
    """It carries a key, and is done once under it."""


CALLS: tuple[CallShape, ...] = (
    CallShape(Capabilities, CapabilitiesAnswer, False),
    CallShape(ReadAccount, ProviderAccount, False),
    CallShape(OpenCharges, OpenItems, False),
    CallShape(StopCollecting, Collections, True),
    CallShape(CollectByInvoice, Collections, True),
    CallShape(CollectAsBefore, Collections, True),
    CallShape(Verify, Collections, False),
    CallShape(ChargedSince, Charges, False),
    CallShape(RecordPayment, Settled, True),
    CallShape(ReversePayment, Settled, True),
    CallShape(Credit, Settled, True),
    CallShape(WriteOff, Settled, True),
    CallShape(SetLimit, LimitSet, True),
    CallShape(RequestQuota, QuotaRequested, True),
)


def name_of(asks: type[Asked]) -> str:
    """The call's name, which its address ends with."""
    return str(asks.model_fields["call"].default)
