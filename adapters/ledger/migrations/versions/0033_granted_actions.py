"""API keys that are given some actions of their roles only."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_keys", sa.Column("granted", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("api_keys", "granted")
