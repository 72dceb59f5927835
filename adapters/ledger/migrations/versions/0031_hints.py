"""What the billing system said that happened there."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_hints",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("why", sa.Text()),
        sa.CheckConstraint(
            "kind IN ('invoice', 'collection')", name=op.f("ck_provider_hints_kind")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'not_ours', 'refused')",
            name=op.f("ck_provider_hints_state"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_provider_hints_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_hints")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_provider_hints_waiting",
        "provider_hints",
        ["provider", "next_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "provider_reads",
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_provider_reads")),
    )


def downgrade() -> None:
    op.drop_table("provider_reads")
    op.drop_table("provider_hints")
