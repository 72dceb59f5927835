"""The first tables: accounts and how they pay, effects, and the mail still to go out."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import (
    APPEND_ONLY,
    drop_guards,
    guard_append_only,
    guard_scopes,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "effects",
    "accounts",
    "scopes",
    "external_services",
    "charges",
    "payment_method_history",
    "credit_limits",
    "quota_requests",
    "outbox",
)


def upgrade() -> None:
    _create_effects()
    _create_accounts()
    _create_scopes()
    _create_external_services()
    _create_charges()
    _create_payment_method_history()
    _create_credit_limits()
    _create_quota_requests()
    _create_outbox()
    guard_scopes()
    for table, key in APPEND_ONLY.items():
        guard_append_only(table, key)


def downgrade() -> None:
    drop_guards()
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_effects() -> None:
    op.create_table(
        "effects",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(asked) = 64", name="asked"),
        sa.PrimaryKeyConstraint("key"),
        sqlite_with_rowid=False,
    )


def _create_accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("cloud", sa.String(length=20), nullable=False),
        sa.Column("customer_since", sa.Date(), nullable=False),
        sa.Column("monthly_spend", sa.JSON(), nullable=False),
        sa.Column("signed_up_by", sa.Text(), nullable=False),
        sa.Column("administrators", sa.JSON(), nullable=False),
        sa.Column("billing_contact", sa.JSON()),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cloud IN ('global', 'china')", name="cloud"),
        sa.CheckConstraint("kind IN ('business', 'individual')", name="kind"),
        sa.PrimaryKeyConstraint("id"),
    )


def _create_scopes() -> None:
    op.create_table(
        "scopes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("payment_method", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3)),
        sa.Column("open_invoice", sa.Text()),
        sa.Column("moved_invoice", sa.Text()),
        sa.CheckConstraint("kind IN ('subscription', 'billing_profile')", name="kind"),
        sa.CheckConstraint(
            "payment_method IN ('credit_card', 'debit_card', 'direct_debit', 'invoice')",
            name="payment_method",
        ),
        sa.CheckConstraint("currency IS NULL OR length(currency) = 3", name="currency"),
        sa.CheckConstraint("open_invoice <> moved_invoice", name="invoice_moved_once"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_scopes_account_id", "scopes", ["account_id"])


def _create_external_services() -> None:
    op.create_table(
        "external_services",
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("billed_separately", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"]),
        sa.PrimaryKeyConstraint("scope_id", "name"),
    )


def _create_charges() -> None:
    op.create_table(
        "charges",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("charged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(state = 'outstanding') = (closed_at IS NULL)", name="closed"),
        sa.CheckConstraint("state IN ('outstanding', 'paid', 'replaced')", name="state"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_charges_outstanding",
        "charges",
        ["scope_id"],
        sqlite_where=sa.text("state = 'outstanding'"),
        postgresql_where=sa.text("state = 'outstanding'"),
    )


def _create_payment_method_history() -> None:
    op.create_table(
        "payment_method_history",
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("previous", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Text()),
        sa.Column("order_key", sa.Text()),
        sa.CheckConstraint(
            "method IN ('credit_card', 'debit_card', 'direct_debit', 'invoice')", name="method"
        ),
        sa.CheckConstraint("previous <> 'invoice'", name="never_back"),
        sa.CheckConstraint(
            "previous IN ('credit_card', 'debit_card', 'direct_debit', 'invoice')", name="previous"
        ),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("previous <> method", name="changes"),
        sa.ForeignKeyConstraint(
            ["order_key"], ["effects.key"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"]),
        sa.PrimaryKeyConstraint("scope_id", "number"),
        sqlite_with_rowid=False,
    )


def _create_credit_limits() -> None:
    op.create_table(
        "credit_limits",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("payment_terms_days", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint("length(currency) = 3", name="currency"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.CheckConstraint("payment_terms_days > 0", name="terms"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(
            ["order_key"], ["effects.key"], initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("account_id", "number"),
        sqlite_with_rowid=False,
    )


def _create_quota_requests() -> None:
    op.create_table(
        "quota_requests",
        sa.Column("id", _counter(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("existing_cores", sa.Integer(), nullable=False),
        sa.Column("requested_cores", sa.Integer(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.CheckConstraint("existing_cores >= 0", name="existing"),
        sa.CheckConstraint("requested_cores > existing_cores", name="more"),
        sa.ForeignKeyConstraint(
            ["order_key"], ["effects.key"], initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("order_key"),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("key", _byte_ordered(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("claimed_by", sa.String(length=36)),
        sa.Column("last_error", sa.Text()),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("(due_at IS NULL) = (closed_at IS NOT NULL)", name="closed"),
        sa.CheckConstraint(
            "(state IN ('queued', 'claimed', 'handing_over')) = (due_at IS NOT NULL)", name="due"
        ),
        sa.CheckConstraint(
            "state IN ('queued', 'claimed', 'handing_over', 'sent', 'refused', 'unconfirmed')",
            name="state",
        ),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_outbox_request", "outbox", ["request"])


def _counter() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _byte_ordered() -> sa.types.TypeEngine[str]:
    return sa.String().with_variant(sa.String(collation="C"), "postgresql")
