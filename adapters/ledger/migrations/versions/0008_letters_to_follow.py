"""Which letters are followed: their outcome is still to be reported.

Letters that are there already are not followed: those that left counted when they were written, and
those that did not stand in the list of letters that did not arrive.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    followed = sa.Column("follow", sa.Integer(), nullable=False, server_default=sa.text("0"))
    op.add_column("outbox", followed)
    to_follow = sa.text("follow > 0")
    op.create_index(
        "ix_outbox_followed",
        "outbox",
        ["follow", "state"],
        sqlite_where=to_follow,
        postgresql_where=to_follow,
    )
    stuck = sa.text("state IN ('refused', 'unconfirmed')")
    op.create_index(
        "ix_outbox_stuck", "outbox", ["closed_at"], sqlite_where=stuck, postgresql_where=stuck
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_stuck", "outbox")
    op.drop_index("ix_outbox_followed", "outbox")
    op.drop_column("outbox", "follow")
