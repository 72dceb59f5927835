"""What is let go of after a while, and what went."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("requests", "forgotten_at"),
    ("requests", "files_gone_at"),
    ("outbox", "blanked_at"),
)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, moment))
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_runs")),
    )


def downgrade() -> None:
    op.drop_table("retention_runs")
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column)
