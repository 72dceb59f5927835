"""Invoices, the money that settles them, credit holds, and in which language a scope is written to.

Going down takes every invoice and payment along.
"""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import guard_append_only, guard_facts

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "invoices",
    "payments",
    "allocations",
    "invoice_adjustments",
    "invoice_events",
    "account_holds",
    "exposure_alerts",
)

APPEND_ONLY = {
    "allocations": ("id",),
    "invoice_adjustments": ("id",),
    "invoice_events": ("invoice", "number"),
    "exposure_alerts": ("account_id", "number"),
}

# Alembic would rebuild the table on SQLite to add a check, and lose its triggers.
_ADD_LANGUAGE = (
    "ALTER TABLE scopes ADD COLUMN language VARCHAR(2)"
    " CONSTRAINT ck_scopes_language CHECK (language IN ('en', 'nl'))"
)


def upgrade() -> None:
    op.execute(_ADD_LANGUAGE)
    _create_invoices()
    _create_payments()
    _create_allocations()
    _create_invoice_adjustments()
    _create_invoice_events()
    _create_account_holds()
    _create_exposure_alerts()
    guard_facts(
        "invoices",
        keys=("number", "reference"),
        facts=("account_id", "scope_id", "currency", "amount_minor", "issued_on"),
    )
    guard_facts(
        "payments",
        keys=("id", "bank_reference"),
        facts=("account_id", "currency", "amount_minor", "value_date", "order_key"),
        until="OLD.reversed_at IS NOT NULL",
    )
    for table, key in APPEND_ONLY.items():
        guard_append_only(table, key)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("scopes", "language")


def _create_invoices() -> None:
    op.create_table(
        "invoices",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=25), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("policy", sa.JSON(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("written_off_minor", sa.BigInteger(), nullable=False),
        sa.Column("charged_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("disputed_minor", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("clock", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'partly_paid', 'overdue', 'disputed', 'paid', 'credited',"
            " 'written_off')",
            name="state",
        ),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint(
            "paid_minor >= 0 AND credited_minor >= 0 AND written_off_minor >= 0"
            " AND charged_minor >= 0",
            name="not_negative",
        ),
        sa.CheckConstraint(
            "open_minor = amount_minor + charged_minor - paid_minor - credited_minor"
            " - written_off_minor",
            name="adds_up",
        ),
        sa.CheckConstraint("open_minor >= 0", name="open"),
        sa.CheckConstraint("disputed_minor >= 0 AND disputed_minor <= open_minor", name="disputed"),
        sa.CheckConstraint("revision > 0", name="revision"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"]),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("reference"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_invoices_account_id", "invoices", ["account_id"])
    op.create_index("ix_invoices_due_on", "invoices", ["due_on"])
    op.create_index("ix_invoices_state_due_on", "invoices", ["state", "due_on"])
    owed = ["account_id", "currency", "open_minor"]
    _partial_index("ix_invoices_open", "invoices", owed, "open_minor > 0")


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.String(length=70), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("instrument", sa.String(length=20), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("allocated_minor", sa.BigInteger(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True)),
        sa.Column("reversed_by", sa.Text()),
        sa.Column("reversal_reason", sa.Text()),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.CheckConstraint("instrument IN ('wire', 'ach', 'cheque')", name="instrument"),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint(
            "allocated_minor >= 0 AND allocated_minor <= amount_minor", name="allocated"
        ),
        sa.CheckConstraint("reversed_at IS NULL OR allocated_minor = 0", name="reversed"),
        sa.CheckConstraint(
            "(reversed_at IS NULL) = (reversed_by IS NULL)"
            " AND (reversed_at IS NULL) = (reversal_reason IS NULL)",
            name="reversal",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(
            ["order_key"], ["effects.key"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bank_reference"),
    )
    op.create_index("ix_payments_account_id", "payments", ["account_id"])
    left = "allocated_minor < amount_minor AND reversed_at IS NULL"
    _partial_index("ix_payments_left", "payments", ["account_id"], left)


def _create_allocations() -> None:
    op.create_table(
        "allocations",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("payment_id", _counter(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("amount_minor <> 0", name="amount"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.ForeignKeyConstraint(["payment_id"], ["payments.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_allocations_invoice", "allocations", ["invoice"])
    op.create_index("ix_allocations_payment_id", "allocations", ["payment_id"])


def _create_invoice_adjustments() -> None:
    op.create_table(
        "invoice_adjustments",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('credit_note', 'write_off', 'late_interest', 'compensation')", name="kind"
        ),
        sa.CheckConstraint("id > 0", name="id"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_invoice_adjustments_invoice", "invoice_adjustments", ["invoice"])


def _create_invoice_events() -> None:
    op.create_table(
        "invoice_events",
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.Column("from_state", sa.String(length=20)),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("amount_minor", sa.BigInteger()),
        sa.Column("note", sa.Text()),
        sa.CheckConstraint("number > 0", name="number"),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.PrimaryKeyConstraint("invoice", "number"),
        sqlite_with_rowid=False,
    )


def _create_account_holds() -> None:
    op.create_table(
        "account_holds",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_because", sa.Text()),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_because IS NULL)", name="lifted"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"]),
        sa.PrimaryKeyConstraint("account_id", "number"),
    )
    standing = "lifted_at IS NULL"
    _partial_index(
        "ix_account_holds_standing", "account_holds", ["account_id"], standing, unique=True
    )


def _create_exposure_alerts() -> None:
    op.create_table(
        "exposure_alerts",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("exposure_minor", sa.BigInteger(), nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("level IN (0, 1, 2)", name="level"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("account_id", "number"),
        sqlite_with_rowid=False,
    )


def _partial_index(
    name: str, table: str, columns: list[str], where: str, unique: bool = False
) -> None:
    condition = sa.text(where)
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _counter() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
