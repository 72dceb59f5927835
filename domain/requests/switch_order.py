"""The irreversible step, as the ledger is asked for it and as it answers."""

import operator
from datetime import datetime

from pydantic import Field

from domain.accounts.account import PaymentMethod
from domain.forms.core_quota import CoreQuotaIncrease
from domain.papers.buyer import Buyer
from domain.people.through import Through
from domain.policy import ExternalServices, OpenInvoiceAtSwitch
from domain.requests.listing import Place
from domain.rules.findings import Finding
from domain.values.brief import Brief
from domain.values.languages import Spoken
from domain.values.money import Money
from domain.values.record import Record


class SwitchOrder(Record):
    """Everything the ledger needs to switch one scope to invoices, exactly once."""

    key: str
    """The idempotency key: the same key always gets the same answer."""
    account_id: str
    scope_id: str
    by: str
    """The sign-in of the person who switches (S3)."""
    at: datetime
    credit_limit: Money
    payment_terms_days: int
    external_services: ExternalServices
    open_invoice: OpenInvoiceAtSwitch
    core_quota: CoreQuotaIncrease | None = None
    language: Spoken | None = None
    """What letters about the scope's invoices are written in."""
    through: Through | None = None
    """How the person who switches came in (S3)."""
    buyer: Buyer | None = Field(default=None, exclude_if=operator.not_)
    """Who is invoiced, as the request named them and the verifiers know them."""


class BeforeSwitch(Record):
    """Where a request stands before its switch, for a ledger that keeps what it is: what it is
    after the switch follows from that."""

    run: str
    entries: int
    """How many entries its timeline has."""
    listed: int
    """The revision of its next listing, and the place of that."""
    place: Place


class SwitchReceipt(Record):
    """What the ledger holds after the switch, as read back from it."""

    scope_id: str
    previous_method: PaymentMethod
    payment_method: PaymentMethod
    credit_limit: Money
    payment_terms_days: int
    switched_at: datetime
    quota_request: str | None = None
    moved_invoice: str | None = None
    billed_separately: tuple[str, ...] = ()


class SwitchAnswer(Record, Brief):
    """Either the receipt, or the findings that are in the way, with nothing changed."""

    receipt: SwitchReceipt | None = None
    findings: tuple[Finding, ...] = ()
    not_kept: bool = False
    """The ledger does not have the request as it is, after it was set back in time, and nothing
    is changed."""
