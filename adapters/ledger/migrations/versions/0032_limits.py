"""Credit limits that people change after the approval, and those that wait for a second person."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import guard_append_only

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_KINDS = "'raised', 'lowered', 'frozen', 'unfrozen', 'review_set', 'review_due'"
_STATES = "'waiting', 'confirmed', 'declined', 'lapsed'"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "limit_changes",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text()),
        sa.Column("before_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.Column("after_switch", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Text()),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_limit_changes_kind")),
        sa.CheckConstraint("number > 0", name=op.f("ck_limit_changes_number")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_limit_changes_amount")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_limit_changes_currency")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_limit_changes_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("pk_limit_changes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "limit_proposals",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("before_minor", sa.BigInteger(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("proposed_by", sa.Text(), nullable=False),
        sa.Column("lapses_at", moment, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("closed_at", moment),
        sa.Column("closed_by", sa.Text()),
        sa.CheckConstraint(f"state IN ({_STATES})", name=op.f("ck_limit_proposals_state")),
        sa.CheckConstraint("number > 0", name=op.f("ck_limit_proposals_number")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_limit_proposals_amount")),
        sa.CheckConstraint(
            "(state = 'waiting') = (closed_at IS NULL)", name=op.f("ck_limit_proposals_closed")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_limit_proposals_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "number", name=op.f("pk_limit_proposals")),
        sqlite_with_rowid=False,
    )
    guard_append_only("limit_changes", ("account_id", "number"))


def downgrade() -> None:
    op.drop_table("limit_proposals")
    op.drop_table("limit_changes")
