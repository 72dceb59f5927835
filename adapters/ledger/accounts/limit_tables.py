"""The ledger's tables of credit limits that people change after the approval."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from adapters.ledger.sql.columns import Minor, UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.limits.states import LimitChangeKind, ProposalState

limit_changes = Table(
    "limit_changes",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("because", Text),
    Column("before_minor", Minor, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("frozen", Boolean, nullable=False),
    Column("review_on", Date),
    Column("after_switch", Integer, nullable=False),
    Column("proposed_by", Text),
    one_of("kind", LimitChangeKind),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("length(currency) = 3", name="currency"),
    sqlite_with_rowid=False,
)
"""Every change of an account's limit by a person, the last of which is what is so: each has all of
it. `after_switch` is the number of the last of the account's `credit_limits` that `amount_minor`
contains: what a later switch approves is added to it."""

limit_proposals = Table(
    "limit_proposals",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("before_minor", Minor, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("because", Text, nullable=False),
    Column("review_on", Date),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("lapses_at", UtcDateTime, nullable=False),
    Column("state", String(20), nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", Text),
    one_of("state", ProposalState),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("(state = 'waiting') = (closed_at IS NULL)", name="closed"),
    sqlite_with_rowid=False,
)
"""Limits that one credit analyst proposed and another confirms. One that has lapsed stays `waiting`
here until credit is told of it: its `lapses_at` says so before."""
