"""What each request is, to go on from when its workflow is lost, and its timeline beside it.

Requests that were there before get theirs with their next step. Going down loses nothing that the
requests' own histories do not have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "request_lives",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("life", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["requests.run_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_table(
        "request_timeline",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name="number"),
        sa.ForeignKeyConstraint(["run_id"], ["requests.run_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "number"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("request_timeline")
    op.drop_table("request_lives")
