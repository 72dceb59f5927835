"""A hash beside each entry of a timeline, and the last of them once more where what it is about is
kept. Lines of before have none: the next one covers them."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("request_timeline", "chain"),
    ("request_lives", "head"),
    ("invoice_events", "chain"),
    ("invoices", "head"),
)


def upgrade() -> None:
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(64)))


def downgrade() -> None:
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column)
