"""Links whose address was replaced; and through what an account's money was entered or taken back.

What is there already says nothing of either.
"""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Document, UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_THROUGH = (
    ("payments", "through"),
    ("payment_changes", "through"),
    ("refunds", "through"),
    ("refunds", "corrected_through"),
)


def upgrade() -> None:
    op.add_column("customer_links", sa.Column("replaced_at", UtcDateTime()))
    for table, column in _THROUGH:
        op.add_column(table, sa.Column(column, Document))


def downgrade() -> None:
    for table, column in reversed(_THROUGH):
        op.drop_column(table, column)
    op.drop_column("customer_links", "replaced_at")
