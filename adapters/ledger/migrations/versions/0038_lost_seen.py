"""Who has seen to a request that was lost, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("lost_seen_by", sa.Text()))
    op.add_column("requests", sa.Column("lost_seen_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("requests", "lost_seen_at")
    op.drop_column("requests", "lost_seen_by")
