"""The ledger's tables of keys. A data key is there wrapped by a master key, never by itself."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from adapters.ledger.sql.columns import Document, UtcDateTime
from adapters.ledger.tables import metadata

data_keys = Table(
    "data_keys",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("owner", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("master", Text, nullable=False),
    Column("wrapped", LargeBinary),
    Column("made_at", UtcDateTime, nullable=False),
    Column("destroyed_at", UtcDateTime),
    UniqueConstraint("owner", "number"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="destroyed"),
    Index(
        "ix_data_keys_destroyed",
        "destroyed_at",
        sqlite_where=text("destroyed_at IS NOT NULL"),
        postgresql_where=text("destroyed_at IS NOT NULL"),
    ),
)
"""Of each owner the newest `number` seals what is new. `master` names the key that wrapped it."""

master_keys = Table(
    "master_keys",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    CheckConstraint("number > 0", name="number"),
)
"""The newest wraps what is new."""

key_holders = Table(
    "key_holders",
    metadata,
    Column("process", String(40), primary_key=True),
    Column("part", String(20), nullable=False),
    Column("masters", Document, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)
"""Which master keys each process that stays has, so that none is used before all have it."""
