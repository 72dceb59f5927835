"""What a check of clocks could not read is a task, too.

SQLite changes no check of a table, so this one is built anew there.
"""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.columns import Document, UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_TABLE = "clock_tasks"
_BEFORE = (
    *("not_running", "behind", "ahead", "unknown"),
    *("listed_wrongly", "listed_twice", "lost", "stuck"),
)


def upgrade() -> None:
    _allow((*_BEFORE, "unreadable"))


def downgrade() -> None:
    op.execute(f"DELETE FROM {_TABLE} WHERE trouble = 'unreadable'")  # noqa: S608 - our own names
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
