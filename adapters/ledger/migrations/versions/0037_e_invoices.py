"""E-invoices in the outbox, and how accounts want their invoices."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_FORMATS = "'pdf', 'factur-x', 'ubl', 'xrechnung', 'xrechnung-cii', 'none'"


def upgrade() -> None:
    op.create_table(
        "invoice_formats",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint(f"format IN ({_FORMATS})", name=op.f("ck_invoice_formats_format")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_invoice_formats_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_invoice_formats")),
        sqlite_with_rowid=False,
    )
    channel = sa.Column("channel", sa.String(20), nullable=False, server_default="mail")
    op.add_column("outbox", channel)
    op.add_column("outbox", sa.Column("answer", sa.Text()))


def downgrade() -> None:
    for name in ("answer", "channel"):
        op.drop_column("outbox", name)
    op.drop_table("invoice_formats")
