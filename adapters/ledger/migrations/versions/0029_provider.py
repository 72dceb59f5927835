"""Switches at a billing system, its names for invoices, and what it is to be told."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Counter, Document, UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_STAGES = "'begun', 'stopped', 'by_invoice', 'switched', 'undoing', 'undone'"
_KINDS = (
    "'record_payment', 'reverse_payment', 'credit', 'write_off', 'by_hand', 'set_limit',"
    " 'request_quota'"
)


def upgrade() -> None:
    op.create_table(
        "billing_systems",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("abilities", Document, nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("read_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_billing_systems")),
    )
    op.create_table(
        "provider_switches",
        sa.Column("order_key", sa.Text(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("asked_at", UtcDateTime, nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(20), nullable=False),
        sa.Column("before", Document, nullable=False),
        sa.Column("findings", Document, nullable=False),
        sa.Column("undo_refused", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.CheckConstraint(f"stage IN ({_STAGES})", name=op.f("ck_provider_switches_stage")),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_provider_switches_attempt")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_provider_switches_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["scopes.id"], name=op.f("fk_provider_switches_scope_id")
        ),
        sa.PrimaryKeyConstraint("order_key", name=op.f("pk_provider_switches")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_provider_switches_account_id", "provider_switches", ["account_id"])
    op.create_table(
        "provider_links",
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("linked_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice"], ["invoices.number"], name=op.f("fk_provider_links_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_provider_links_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["scopes.id"], name=op.f("fk_provider_links_scope_id")
        ),
        sa.PrimaryKeyConstraint("invoice", name=op.f("pk_provider_links")),
        sa.UniqueConstraint(
            "provider", "reference", name=op.f("uq_provider_links_provider_reference")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "provider_calls",
        sa.Column("id", Counter, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("invoice", sa.Text()),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("facts", Document, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", UtcDateTime),
        sa.Column("tried_at", UtcDateTime),
        sa.Column("answer", sa.Text()),
        sa.Column("trouble", sa.Text()),
        sa.Column("settled_by", sa.Text()),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_provider_calls_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'refused', 'settled')",
            name=op.f("ck_provider_calls_state"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_provider_calls_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_calls")),
        sa.UniqueConstraint("key", name=op.f("uq_provider_calls_key")),
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_provider_calls_waiting",
        "provider_calls",
        ["provider", "account_id", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    for table in ("provider_calls", "provider_links", "provider_switches", "billing_systems"):
        op.drop_table(table)
