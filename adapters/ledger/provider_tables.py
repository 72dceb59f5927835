"""The ledger's tables of what the company's billing system was asked for and has said."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, String, Table, Text

from adapters.ledger.columns import UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.account import PaymentMethod
from domain.billing.provider import Collecting

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
