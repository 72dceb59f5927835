"""Which troubles the table of clock tasks takes, as migrations 0044 and 0045 changed it."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import Document, UtcDateTime

_TABLE = "clock_tasks"


def allow_troubles(troubles: tuple[str, ...]) -> None:
    """Has the table take these and no others; rows with others have to be gone. SQLite changes no
    check of a table, so the table is built anew there."""
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
