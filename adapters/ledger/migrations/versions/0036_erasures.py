"""Accounts whose personal data is erased."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    document = sa.JSON(none_as_null=True)
    op.create_table(
        "erasures",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("possible_on", sa.Date()),
        sa.Column("unconfirmed_since", moment),
        sa.Column("confirmed_at", moment),
        sa.Column("confirmed_by", sa.Text()),
        sa.Column("begun_at", moment),
        sa.Column("documents", document),
        sa.Column("done_at", moment),
        sa.Column("counts", document),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_erasures_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_erasures")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("erasures")
