"""What callers' keys were used for before they were written down: the ledger's effects know it."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_AT_ONCE = 1000

_EFFECTS = sa.text(
    "SELECT key, asked, answer, done_at FROM effects WHERE key LIKE 'invoice/%' ORDER BY done_at"
).columns(answer=sa.JSON())
# The answer says which invoice it was, so that its number and the key may both hold a slash.
_USED = sa.text(
    "INSERT INTO used_keys (key, asked, attempt, claimed_at, done_at, effect)"
    " VALUES (:key, :asked, 1, :done_at, :done_at, :effect) ON CONFLICT (key) DO NOTHING"
)


def upgrade() -> None:
    op.add_column("used_keys", sa.Column("effect", sa.Text()))
    connection = op.get_bind()
    found = connection.execute(_EFFECTS)
    while effects := found.fetchmany(_AT_ONCE):
        if rows := list(_rows(effects)):
            connection.execute(_USED, rows)


def downgrade() -> None:
    op.execute("DELETE FROM used_keys WHERE effect IS NOT NULL")
    op.drop_column("used_keys", "effect")


def _rows(effects: Any) -> Iterator[dict[str, Any]]:
    for effect in effects:
        about = f"invoice/{effect.answer.get('invoice')}/"
        if effect.key.startswith(about):
            yield {
                "key": sha256(effect.key.removeprefix(about).encode()).hexdigest(),
                "asked": effect.asked,
                "done_at": effect.done_at,
                "effect": effect.key,
            }
