"""The ledger's tables of invoices and of the money that settles them.

What must hold for every writer is in checks here, and in triggers: see
`adapters/ledger/migrations/guards.py`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from adapters.ledger.sql.columns import Counter, Document, Minor, UtcDateTime, one_of
from adapters.ledger.tables import metadata, order_key
from domain.invoices.allocation.receivables import PaymentChange
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import AdjustmentKind
from domain.invoices.policy import Instrument

_LONG_AGO = text("'1970-01-01 00:00:00.000000+00:00'")
"""When an invoice was written that is older than its column: SQLite adds none without a default.
With all its digits, as SQLite itself compares text."""


def _amount(name: str, nullable: bool = False) -> Column[int]:
    return Column(f"{name}_minor", Minor, nullable=nullable)


def _of_invoice(primary_key: bool = False, index: bool = False) -> Column[str]:
    number = ForeignKey("invoices.number")
    return Column("invoice", number, nullable=False, primary_key=primary_key, index=index)


def _who_and_when() -> tuple[Column[object], ...]:
    return Column("at", UtcDateTime, nullable=False), Column("by", Text, nullable=False)


invoices = Table(
    "invoices",
    metadata,
    Column("number", Text, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("scope_id", ForeignKey("scopes.id"), nullable=False),
    Column("reference", String(25), nullable=False),
    Column("currency", String(3), nullable=False),
    _amount("amount"),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False, index=True),
    Column("time_zone", String(64), nullable=False),
    Column("country", String(2), nullable=False),
    Column("policy", Document, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    _amount("paid"),
    _amount("credited"),
    _amount("written_off"),
    _amount("charged"),
    _amount("open"),
    _amount("disputed"),
    Column("overdue", Boolean, nullable=False),
    Column("held", Boolean, nullable=False),
    Column("clock", Document, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("written_at", UtcDateTime, nullable=False, server_default=_LONG_AGO, index=True),
    Column("head", String(64)),
    UniqueConstraint("reference"),
    one_of("state", InvoiceState),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint(
        "paid_minor >= 0 AND credited_minor >= 0 AND written_off_minor >= 0 AND charged_minor >= 0",
        name="not_negative",
    ),
    CheckConstraint(
        "open_minor = amount_minor + charged_minor - paid_minor - credited_minor"
        " - written_off_minor",
        name="adds_up",
    ),
    CheckConstraint("open_minor >= 0", name="open"),
    CheckConstraint("disputed_minor >= 0 AND disputed_minor <= open_minor", name="disputed"),
    CheckConstraint("revision > 0", name="revision"),
    Index("ix_invoices_state_due_on", "state", "due_on"),
    Index(
        "ix_invoices_open",
        "account_id",
        "currency",
        "open_minor",
        sqlite_where=text("open_minor > 0"),
        postgresql_where=text("open_minor > 0"),
    ),
    sqlite_with_rowid=False,
)
"""`policy` is the one it was issued under; `clock` what time did to it and is going to do:
reminders, declared payments, disputes, who must act. `written_at` is by the real clock, to notice
what has changed; `head` the `chain` of the last of its events. What an account owes is
summed up from `ix_invoices_open` alone."""

OPEN = invoices.c.open_minor > literal_column("0", Minor)
"""Something is open. In these very words: SQLite finds a partial index by them only."""

transfers = Table(
    "transfers",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("currency", String(3), nullable=False),
    _amount("total"),
    _amount("counted"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("total_minor > 0", name="total"),
    CheckConstraint("counted_minor >= 0 AND counted_minor <= total_minor", name="counted"),
    sqlite_with_rowid=False,
)
"""Every transfer of a bank, by the normal form of its reference: what is recorded of it, over all
accounts, is never more than it was."""

_SOMETHING_LEFT = "allocated_minor + taken_back_minor + refunded_minor < amount_minor"

payments = Table(
    "payments",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("bank_reference", String(70), nullable=False),
    Column("transfer", ForeignKey("transfers.key"), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    _amount("amount"),
    Column("value_date", Date, nullable=False),
    Column("instrument", String(20), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_by", Text, nullable=False),
    _amount("allocated"),
    _amount("taken_back"),
    _amount("refunded"),
    Column("through", Document),
    order_key(),
    one_of("instrument", Instrument),
    CheckConstraint("id > 0", name="id"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint(
        "allocated_minor >= 0 AND taken_back_minor >= 0 AND refunded_minor >= 0",
        name="not_negative",
    ),
    CheckConstraint(
        "allocated_minor + taken_back_minor + refunded_minor <= amount_minor", name="received"
    ),
    Index(
        "ix_payments_left",
        "account_id",
        sqlite_where=text(_SOMETHING_LEFT),
        postgresql_where=text(_SOMETHING_LEFT),
    ),
)
"""Money that came in; several payments may be parts of one transfer. `allocated_minor` settles
invoices; what was neither that, nor taken back, nor paid back is unapplied credit."""

LEFT = text(_SOMETHING_LEFT)
"""Something of the payment is unapplied credit."""
LEFT_MINOR = (
    payments.c.amount_minor
    - payments.c.allocated_minor
    - payments.c.taken_back_minor
    - payments.c.refunded_minor
)
"""How much."""

refunds = Table(
    "refunds",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("bank_reference", String(70), nullable=False),
    Column("transfer", ForeignKey("transfers.key"), nullable=False),
    Column("currency", String(3), nullable=False),
    _amount("amount"),
    *_who_and_when(),
    Column("corrected_at", UtcDateTime),
    Column("corrected_by", Text),
    Column("correction_reason", Text),
    Column("through", Document),
    Column("corrected_through", Document),
    order_key(),
    CheckConstraint("id > 0", name="id"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint(
        "(corrected_at IS NULL) = (corrected_by IS NULL)"
        " AND (corrected_at IS NULL) = (correction_reason IS NULL)",
        name="corrected",
    ),
)
"""Unapplied credit that was paid back; one that was corrected does not count."""

payment_changes = Table(
    "payment_changes",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("payment_id", ForeignKey("payments.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    _amount("amount"),
    *_who_and_when(),
    Column("why", Text, nullable=False),
    Column("refund_id", ForeignKey("refunds.id")),
    Column("through", Document),
    one_of("kind", PaymentChange),
    CheckConstraint("id > 0", name="id"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("(refund_id IS NULL) = (kind IN ('reversal', 'correction'))", name="refund"),
)
"""The journal of what happened to payments other than settling invoices."""

allocations = Table(
    "allocations",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("payment_id", ForeignKey("payments.id"), nullable=False, index=True),
    _of_invoice(index=True),
    _amount("amount"),
    *_who_and_when(),
    Column("why", Text, nullable=False),
    CheckConstraint("id > 0", name="id"),
    CheckConstraint("amount_minor <> 0", name="amount"),
)
"""The journal of what settled what; below zero takes back."""

invoice_adjustments = Table(
    "invoice_adjustments",
    metadata,
    Column("id", Counter, primary_key=True),
    _of_invoice(index=True),
    Column("kind", String(30), nullable=False),
    _amount("amount"),
    *_who_and_when(),
    Column("why", Text, nullable=False),
    Column("corrects", ForeignKey("invoice_adjustments.id"), unique=True),
    Column("facts", Document),
    Column("order_key", Text),
    one_of("kind", AdjustmentKind),
    CheckConstraint("id > 0", name="id"),
    CheckConstraint("amount_minor > 0", name="amount"),
)
"""What raised or lowered an invoice, payments excepted. `corrects` is the entry that one takes
back: each once; `facts` and `why` are as `facts` and `note` of `invoice_events`. `order_key` is of
the step that entered it; what time charged has none, and neither have entries of releases before.
"""

invoice_events = Table(
    "invoice_events",
    metadata,
    _of_invoice(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    *_who_and_when(),
    Column("trigger", String(40), nullable=False),
    Column("from_state", String(20)),
    Column("to_state", String(20), nullable=False),
    _amount("amount", nullable=True),
    Column("note", Text),
    Column("through", Document),
    Column("facts", Document),
    Column("chain", String(64)),
    CheckConstraint("number > 0", name="number"),
    Index(
        "ix_invoice_events_reminders",
        "at",
        "invoice",
        "trigger",  # SQLite would read it from the row although the index has it
        sqlite_where=text("trigger = 'remind'"),
        postgresql_where=text("trigger = 'remind'"),
    ),
    sqlite_with_rowid=False,
)
"""The timeline of each invoice; `through` is a `domain.people.through.Through`, `facts` what of an
entry is `domain.invoices.facts.Facts`. `note` says the same as a sentence, for programs that read
it and for rows of before that could not be read. `chain` is the hash of
`domain.evidence.ledger_chain`; releases before wrote none."""

IS_REMINDER = invoice_events.c.trigger == literal_column("'remind'", Text)
"""A reminder was sent. In these very words, as with `OPEN`."""

account_holds = Table(
    "account_holds",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    _of_invoice(),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_because", Text),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(lifted_at IS NULL) = (lifted_because IS NULL)", name="lifted"),
    Index(
        "ix_account_holds_standing",
        "account_id",
        unique=True,
        sqlite_where=text("lifted_at IS NULL"),
        postgresql_where=text("lifted_at IS NULL"),
    ),
)
"""Credit holds; `invoice` is the one that caused it. An account has at most one at a time."""

exposure_alerts = Table(
    "exposure_alerts",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("currency", String(3), nullable=False),
    Column("level", Integer, nullable=False),
    _amount("exposure"),
    _amount("limit"),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("level IN (0, 1, 2)", name="level"),
    sqlite_with_rowid=False,
)
"""Every crossing of a share of the credit limit; an account's last row is its present level, one
of `domain.invoices.account.limit_warnings.Level`."""
