"""The ledger's tables of what the company's billing system was asked for and has said."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.ledger.sql.columns import Counter, Document, UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.accounts.account import PaymentMethod
from domain.billing.calls import CallKind, CallState
from domain.billing.provider import Collecting
from domain.billing.switching import Stage

collections = Table(
    "collections",
    metadata,
    Column("scope_id", ForeignKey("scopes.id"), primary_key=True),
    Column("collecting", String(20), nullable=False),
    Column("days_until_due", Integer),
    Column("method", String(20)),
    Column("version", Text, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    one_of("collecting", Collecting),
    one_of("method", PaymentMethod),
    CheckConstraint("days_until_due >= 0", name="days_until_due"),
    sqlite_with_rowid=False,
)
"""How a billing system collects the charges of a scope, as it was last changed there and read back.
Without a row nobody has changed it: it goes by the scope's payment method."""

billing_systems = Table(
    "billing_systems",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("abilities", Document, nullable=False),
    Column("present", Boolean, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
)
"""The billing systems that workers had, and which one they have at present."""

provider_switches = Table(
    "provider_switches",
    metadata,
    Column("order_key", Text, primary_key=True),
    Column("attempt", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("scope_id", ForeignKey("scopes.id"), nullable=False),
    Column("provider", String(20), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("before", Document, nullable=False),
    Column("findings", Document, nullable=False),
    Column("undo_refused", Integer, nullable=False),
    Column("began_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    one_of("stage", Stage),
    CheckConstraint("attempt > 0", name="attempt"),
    sqlite_with_rowid=False,
)
"""How far each switch has come at a billing system that is not the ledger."""

provider_links = Table(
    "provider_links",
    metadata,
    Column("invoice", ForeignKey("invoices.number"), primary_key=True),
    Column("provider", String(20), nullable=False),
    Column("reference", Text, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("scope_id", ForeignKey("scopes.id"), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    UniqueConstraint("provider", "reference"),
    sqlite_with_rowid=False,
)
"""What a billing system knows our invoices by."""

provider_calls = Table(
    "provider_calls",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("key", Text, nullable=False),
    Column("provider", String(20), nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("scope_id", Text, nullable=False),
    Column("invoice", Text),
    Column("kind", String(20), nullable=False),
    Column("facts", Document, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("tried_at", UtcDateTime),
    Column("answer", Text),
    Column("trouble", Text),
    Column("settled_by", Text),
    UniqueConstraint("key"),
    one_of("kind", CallKind),
    one_of("state", CallState),
    Index(
        "ix_provider_calls_waiting",
        "provider",
        "account_id",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)
"""What a billing system is to be told of our steps, and what it answered."""
