"""How a billing system collects the charges of a scope."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collections",
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("collecting", sa.String(20), nullable=False),
        sa.Column("days_until_due", sa.Integer()),
        sa.Column("method", sa.String(20)),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "collecting IN ('automatically', 'by_invoice', 'not')",
            name=op.f("ck_collections_collecting"),
        ),
        sa.CheckConstraint(
            "method IN ('credit_card', 'debit_card', 'direct_debit', 'invoice')",
            name=op.f("ck_collections_method"),
        ),
        sa.CheckConstraint("days_until_due >= 0", name=op.f("ck_collections_days_until_due")),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"], name=op.f("fk_collections_scope_id")),
        sa.PrimaryKeyConstraint("scope_id", name=op.f("pk_collections")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("collections")
