"""The ledger's tables of webhooks."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, text

from adapters.ledger.sql.columns import Document, UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.webhooks.states import DeliveryState, HookState

hook_endpoints = Table(
    "hook_endpoints",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("url", Text, nullable=False),
    Column("types", Document, nullable=False),
    Column("state", String(20), nullable=False),
    Column("secret", Text, nullable=False),
    Column("previous_secret", Text),
    Column("previous_until", UtcDateTime),
    Column("position", BigInteger, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Column("disabled_why", String(40)),
    one_of("state", HookState),
)
"""Where events are sent. `position` is of the last event that deliveries were made of."""

hook_deliveries = Table(
    "hook_deliveries",
    metadata,
    Column("endpoint", ForeignKey("hook_endpoints.id"), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("event", String(40), nullable=False),
    Column("about", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime),
    Column("tried_at", UtcDateTime),
    Column("answer", Integer),
    Column("trouble", String(40)),
    one_of("state", DeliveryState),
    Index(
        "ix_hook_deliveries_waiting",
        "endpoint",
        "about",
        "position",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    sqlite_with_rowid=False,
)
"""What became of each event at each endpoint; `position` is the event's."""
