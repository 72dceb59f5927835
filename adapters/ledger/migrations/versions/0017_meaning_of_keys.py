"""What was asked under a key, in a way that equal questions share however they are written.

A key of before has none, and is good for the question as it was written then."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("used_keys", sa.Column("meaning", sa.String(64)))


def downgrade() -> None:
    op.drop_column("used_keys", "meaning")
