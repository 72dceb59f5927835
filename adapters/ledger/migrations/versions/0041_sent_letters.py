"""Of a letter that was sent its digest stays, and those that still say something are found."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_WORDED = sa.text("state = 'sent' AND blanked_at IS NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("sent_sha256", sa.String(64)))
    op.create_index(
        "ix_outbox_worded",
        "outbox",
        ["closed_at"],
        sqlite_where=_WORDED,
        postgresql_where=_WORDED,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_worded", "outbox")
    op.drop_column("outbox", "sent_sha256")
