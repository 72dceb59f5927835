"""That a request misses files is a task, and who has seen to which is kept.

SQLite changes no check of a table, so this one is built anew there.
"""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.columns import Document, UtcDateTime

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_TABLE = "clock_tasks"
_BEFORE = (
    *("not_running", "behind", "ahead", "unknown"),
    *("listed_wrongly", "listed_twice", "lost", "stuck", "unreadable"),
)


def upgrade() -> None:
    _allow((*_BEFORE, "files_missing"))
    op.create_table(
        "missing_files_seen",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "name"),
    )


def downgrade() -> None:
    op.drop_table("missing_files_seen")
    op.execute(f"DELETE FROM {_TABLE} WHERE trouble = 'files_missing'")  # noqa: S608 - our own names
    _allow(_BEFORE)


def _allow(troubles: tuple[str, ...]) -> None:
    check = f"trouble IN ({', '.join(map(repr, troubles))})"
    if op.get_context().dialect.name != "sqlite":
        op.drop_constraint(op.f(f"ck_{_TABLE}_trouble"), _TABLE, type_="check")
        op.create_check_constraint(op.f(f"ck_{_TABLE}_trouble"), _TABLE, check)
        return
    op.execute(f"ALTER TABLE {_TABLE} RENAME TO {_TABLE}_before")
    op.create_table(
        _TABLE,
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("trouble", sa.String(20), nullable=False),
        sa.Column("codes", Document, nullable=False),
        sa.Column("can_be_mended", sa.Boolean(), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(check, name="trouble"),
        sa.PrimaryKeyConstraint("about", "trouble"),
    )
    op.execute(f"INSERT INTO {_TABLE} SELECT * FROM {_TABLE}_before")  # noqa: S608 - our own names
    op.drop_table(f"{_TABLE}_before")
