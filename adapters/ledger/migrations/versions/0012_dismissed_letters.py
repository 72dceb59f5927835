"""Letters that did not arrive and that nobody wants sent again: who said so, when and why."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("dismissed_at", UtcDateTime()))
    op.add_column("outbox", sa.Column("dismissed_by", sa.Text()))
    op.add_column("outbox", sa.Column("dismissed_because", sa.Text()))


def downgrade() -> None:
    for name in ("dismissed_because", "dismissed_by", "dismissed_at"):
        op.drop_column("outbox", name)
