"""The ledger's tables of what the billing system said that happened there."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, String, Table, Text, text

from adapters.ledger.sql.columns import UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.billing.following import HintKind, HintState

provider_hints = Table(
    "provider_hints",
    metadata,
    Column("id", Text, primary_key=True),
    Column("provider", String(20), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("reference", Text, nullable=False),
    Column("said_at", UtcDateTime, nullable=False),
    Column("came_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("why", Text),
    Column("said", Text),
    Column("settled_at", UtcDateTime),
    Column("settled_by", Text),
    Column("invoice", Text),
    Column("retried_at", UtcDateTime),
    Column("retried_by", Text),
    one_of("kind", HintKind),
    one_of("state", HintState),
    CheckConstraint("attempts >= 0", name="attempts"),
    Index(
        "ix_provider_hints_waiting",
        "provider",
        "next_at",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_provider_hints_refused",
        "reference",
        sqlite_where=text("state = 'refused'"),
        postgresql_where=text("state = 'refused'"),
    ),
    sqlite_with_rowid=False,
)
"""Each says that something may have happened, and nothing of what. `invoice` is ours that it is
about, where there is one; `retried_at` is when it was last taken up again."""

provider_reads = Table(
    "provider_reads",
    metadata,
    Column("provider", String(20), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
)
"""Up to when each billing system was asked what happened there."""
