"""That a request misses files is a task, and who has seen to which is kept."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.clock_troubles import allow_troubles
from adapters.ledger.sql.columns import UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_BEFORE = (
    *("not_running", "behind", "ahead", "unknown"),
    *("listed_wrongly", "listed_twice", "lost", "stuck", "unreadable"),
)


def upgrade() -> None:
    allow_troubles((*_BEFORE, "files_missing"))
    op.create_table(
        "missing_files_seen",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "name"),
    )


def downgrade() -> None:
    op.drop_table("missing_files_seen")
    op.execute("DELETE FROM clock_tasks WHERE trouble = 'files_missing'")
    allow_troubles(_BEFORE)
