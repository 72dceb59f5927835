"""The ledger's table of what was deleted at the end of its retention period."""

from sqlalchemy import Column, Table

from adapters.ledger.sql.columns import Counter, Document, UtcDateTime
from adapters.ledger.tables import metadata

retention_runs = Table(
    "retention_runs",
    metadata,
    Column("id", Counter, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("counts", Document, nullable=False),
)
"""Every run that let something go: how many of each kind, never whose."""
