"""What our rules say against what happened at the billing system, and who has seen to it."""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_REFUSED = sa.text("state = 'refused'")


def upgrade() -> None:
    op.add_column("provider_hints", sa.Column("said", sa.Text()))
    op.add_column("provider_hints", sa.Column("settled_at", sa.DateTime(timezone=True)))
    op.add_column("provider_hints", sa.Column("settled_by", sa.Text()))
    op.create_index(
        "ix_provider_hints_refused",
        "provider_hints",
        ["reference"],
        sqlite_where=_REFUSED,
        postgresql_where=_REFUSED,
    )


def downgrade() -> None:
    op.drop_index("ix_provider_hints_refused", "provider_hints")
    for name in ("settled_by", "settled_at", "said"):
        op.drop_column("provider_hints", name)
