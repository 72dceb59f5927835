"""The ledger's table of drift at the billing system."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from adapters.ledger.sql.columns import UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.billing.drift import DriftKind

_STANDING = text("ended_at IS NULL AND kind <> 'charged'")
_CHARGED = text("kind = 'charged'")

provider_drifts = Table(
    "provider_drifts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("scope_id", ForeignKey("scopes.id"), nullable=False),
    Column("provider", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reference", Text, nullable=False),
    Column("amount_minor", BigInteger),
    Column("currency", String(3)),
    Column("charged_at", UtcDateTime),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("trouble", Text),
    Column("put_right_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("ended_by", Text),
    one_of("kind", DriftKind),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index(
        "uq_provider_drifts_standing",
        "scope_id",
        "kind",
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    ),
    Index(
        "uq_provider_drifts_charge",
        "provider",
        "reference",
        "scope_id",
        unique=True,
        sqlite_where=_CHARGED,
        postgresql_where=_CHARGED,
    ),
    sqlite_with_rowid=False,
)
"""What was found at a billing system otherwise than it was switched, and what became of it."""
