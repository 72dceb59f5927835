"""What was refused may be taken up again, and says which invoice it is about; and each entry that
raised or lowered an invoice says which step made it."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("provider_hints", sa.Column("invoice", sa.Text()))
    op.add_column("provider_hints", sa.Column("retried_at", sa.DateTime(timezone=True)))
    op.add_column("provider_hints", sa.Column("retried_by", sa.Text()))
    op.add_column("invoice_adjustments", sa.Column("order_key", sa.Text()))


def downgrade() -> None:
    op.drop_column("invoice_adjustments", "order_key")
    for name in ("retried_by", "retried_at", "invoice"):
        op.drop_column("provider_hints", name)
