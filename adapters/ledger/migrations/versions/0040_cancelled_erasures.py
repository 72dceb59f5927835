"""Erasures that were taken back while they waited."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasures", sa.Column("cancelled_at", sa.DateTime(timezone=True)))
    op.add_column("erasures", sa.Column("cancelled_by", sa.Text()))


def downgrade() -> None:
    for column in ("cancelled_by", "cancelled_at"):
        op.drop_column("erasures", column)
