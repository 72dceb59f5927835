"""Endpoints of webhooks, and deliveries of events to them."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "hook_endpoints",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("types", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("previous_secret", sa.Text()),
        sa.Column("previous_until", moment),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("failing_since", moment),
        sa.Column("disabled_at", moment),
        sa.Column("disabled_why", sa.String(40)),
        sa.CheckConstraint("state IN ('active', 'disabled')", name=op.f("ck_hook_endpoints_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_endpoints")),
    )
    op.create_table(
        "hook_deliveries",
        sa.Column("endpoint", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", moment),
        sa.Column("tried_at", moment),
        sa.Column("answer", sa.Integer()),
        sa.Column("trouble", sa.String(40)),
        sa.CheckConstraint(
            "state IN ('waiting', 'delivered', 'failed')", name=op.f("ck_hook_deliveries_state")
        ),
        sa.ForeignKeyConstraint(
            ["endpoint"], ["hook_endpoints.id"], name=op.f("fk_hook_deliveries_endpoint")
        ),
        sa.PrimaryKeyConstraint("endpoint", "position", name=op.f("pk_hook_deliveries")),
        sqlite_with_rowid=False,
    )
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_hook_deliveries_waiting",
        "hook_deliveries",
        ["endpoint", "about", "position"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("hook_deliveries")
    op.drop_table("hook_endpoints")
