"""Checks of ledger and engine against each other, and what they leave for a person to see to."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Counter, Document, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_TROUBLES = (
    "'not_running', 'behind', 'ahead', 'unknown', 'listed_wrongly', 'listed_twice', 'lost', 'stuck'"
)


def upgrade() -> None:
    op.create_table(
        "clock_checks",
        sa.Column("number", Counter, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("counts", Document, nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "clock_tasks",
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("trouble", sa.String(20), nullable=False),
        sa.Column("codes", Document, nullable=False),
        sa.Column("can_be_mended", sa.Boolean(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(f"trouble IN ({_TROUBLES})", name="trouble"),
        sa.PrimaryKeyConstraint("about", "trouble"),
    )


def downgrade() -> None:
    op.drop_table("clock_tasks")
    op.drop_table("clock_checks")
