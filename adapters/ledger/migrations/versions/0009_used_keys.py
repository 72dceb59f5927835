"""What callers' keys were used for."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "used_keys",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("asked", sa.String(64)),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(key) = 64", name=op.f("ck_used_keys_key")),
        sa.CheckConstraint("length(asked) = 64", name=op.f("ck_used_keys_asked")),
        sa.CheckConstraint("attempt > 0", name=op.f("ck_used_keys_attempt")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_used_keys")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("used_keys")
