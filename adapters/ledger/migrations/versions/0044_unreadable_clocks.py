"""What a check of clocks could not read is a task, too."""

from alembic import op

from adapters.ledger.migrations.clock_troubles import allow_troubles

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_BEFORE = (
    *("not_running", "behind", "ahead", "unknown"),
    *("listed_wrongly", "listed_twice", "lost", "stuck"),
)


def upgrade() -> None:
    allow_troubles((*_BEFORE, "unreadable"))


def downgrade() -> None:
    op.execute("DELETE FROM clock_tasks WHERE trouble = 'unreadable'")
    allow_troubles(_BEFORE)
