"""What a listed request waits for, by name: before, there was a sentence alone."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Document
from domain.tasks_of_before import task_of

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_REQUESTS = sa.table(
    "requests",
    sa.column("waiting_for", sa.Text),
    sa.column("task", sa.String),
    sa.column("codes", Document),
)


def upgrade() -> None:
    op.add_column("requests", sa.Column("task", sa.String(40)))
    op.add_column("requests", sa.Column("codes", Document))
    connection = op.get_bind()
    for (sentence,) in connection.execute(sa.select(_REQUESTS.c.waiting_for).distinct()).all():
        task, codes = task_of(sentence)
        connection.execute(
            sa.update(_REQUESTS)
            .where(_REQUESTS.c.waiting_for == sentence)
            .values(task=task.value, codes=list(codes))
        )


def downgrade() -> None:
    op.drop_column("requests", "codes")
    op.drop_column("requests", "task")
