"""Files of the bank's inbox that were refused, and what open pages ask for: what changed lately."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Document, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_refused_files",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("refused_at", UtcDateTime(), nullable=False),
        sa.Column("problems", Document, nullable=False),
        sa.Column("seen_at", UtcDateTime()),
        sa.Column("seen_by", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_refused_files")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bank_refused_files_seen_at"), "bank_refused_files", ["seen_at"])
    op.create_index(op.f("ix_bank_decisions_at"), "bank_decisions", ["at"])
    op.create_index(op.f("ix_bank_statements_imported_at"), "bank_statements", ["imported_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_bank_statements_imported_at"), "bank_statements")
    op.drop_index(op.f("ix_bank_decisions_at"), "bank_decisions")
    op.drop_table("bank_refused_files")
