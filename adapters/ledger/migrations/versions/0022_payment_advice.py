"""Payment advice: what customers write that a transfer pays."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_advice",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("shares", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_by", sa.Text(), nullable=False),
        sa.Column("entry", sa.String(40)),
        sa.CheckConstraint("minor > 0", name=op.f("ck_bank_advice_minor")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_bank_advice_account_id")
        ),
        sa.ForeignKeyConstraint(["entry"], ["bank_entries.id"], name=op.f("fk_bank_advice_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_advice")),
        sqlite_with_rowid=False,
    )
    for column in ("account_id", "entry", "kept_at"):
        op.create_index(op.f(f"ix_bank_advice_{column}"), "bank_advice", [column])


def downgrade() -> None:
    op.drop_table("bank_advice")
