"""Profiles of banks' tables (CSV) that people made."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Document, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_csv_profiles",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("profile", Document, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_bank_csv_profiles")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("bank_csv_profiles")
