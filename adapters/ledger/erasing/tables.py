"""The ledger's table of erasures."""

from sqlalchemy import Column, Date, ForeignKey, Table, Text

from adapters.ledger.sql.columns import Document, UtcDateTime
from adapters.ledger.tables import metadata

erasures = Table(
    "erasures",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("possible_on", Date),
    Column("unconfirmed_since", UtcDateTime),
    Column("confirmed_at", UtcDateTime),
    Column("confirmed_by", Text),
    Column("cancelled_at", UtcDateTime),
    Column("cancelled_by", Text),
    Column("withdraws", Document),
    Column("begun_at", UtcDateTime),
    Column("documents", Document),
    Column("done_at", UtcDateTime),
    Column("counts", Document),
    sqlite_with_rowid=False,
)
"""Accounts whose personal data is erased, or is to be from `possible_on` on. While somebody else
has to confirm it, `unconfirmed_since` is set and `confirmed_at` is not; `cancelled_at` was taken
back while it waited. `withdraws` are the runs of the open requests that it withdraws: while it is
set, nobody takes the erasure back. From `begun_at` on nothing but the books is known of the
account; `documents` are where those lie that are still to be removed until `done_at`; `counts` how
much went, in the transaction in which it went."""
