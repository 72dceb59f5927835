"""How a billing system has a customer: how each scope is collected, what is open, what was charged.

A provider is the system that bills the customer: our own ledger, or another behind the port
`application/ports/billing.py`. Its words differ; these are what all of them come down to.
"""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from domain.accounts.account import PaymentMethod
from domain.values.money import Money
from domain.values.record import Record


class Collecting(StrEnum):
    """How the charges of a scope are collected."""

    AUTOMATICALLY = "automatically"
    """From the payment method, at once: by card or direct debit."""
    BY_INVOICE = "by_invoice"
    NOT = "not"
    """Collecting stopped, or the scope ended there."""


class Ability(StrEnum):
    """What one provider can do and another cannot: known before a request is approved."""

    DUE_DATE = "due_date"
    """Invoices say in how many days they are due."""
    PARTIAL_PAYMENT = "partial_payment"
    REVERSAL = "reversal"
    """A payment that was recorded is taken back."""
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    CREDIT_LIMIT = "credit_limit"
    QUOTA = "quota"
    """More cores are asked for."""
    EVENTS = "events"
    """It tells by itself what happens there."""


class Party(Record):
    """Whose scope it is. A provider may know the account by its scopes alone."""

    account_id: str
    scope_ids: tuple[str, ...]


class OpenItem(Record):
    """Something of a scope that is not paid: an invoice, or charges that are not invoiced yet."""

    scope_id: str
    reference: str
    """The provider's own id of it."""
    number: str | None = None
    """The number that customers know it by."""
    open: Money
    due_on: date | None = None
    upcoming: bool = False
    """It is not an invoice yet."""


class Charge(Record):
    """Money that was taken from a payment method."""

    scope_id: str
    reference: str
    amount: Money
    at: datetime


class Collection(Record):
    """How the provider collects the charges of one scope, as read back from it."""

    scope_id: str
    collecting: Collecting
    days_until_due: int | None = None
    method: PaymentMethod | None = None
    """What is kept as the payment method, whether charged or not; None: there is none."""
    version: str = ""
    """Changes whenever this does."""


class ProviderAccount(Record):
    """An account as the provider has it."""

    account_id: str
    reference: str
    """The provider's own id of it."""
    tax_ids: tuple[str, ...] = ()
    collections: tuple[Collection, ...] = ()
    monthly_spend: dict[str, Money] = Field(default_factory=dict)
    """`YYYY-MM` to what was charged in that month."""
    open_items: tuple[OpenItem, ...] = ()


class InvoiceAt(Record):
    """An invoice, as both sides know it."""

    number: str
    account_id: str
    scope_id: str
    reference: str | None = None
    """The provider's own id of it, where it is known here."""


class Settled(Record):
    """What a call about money came to, as read back."""

    reference: str
    """The provider's own id of what was done."""
    open: Money | None = None
    """What is open on the invoice then; None: the provider does not say."""
