"""What the billing system does otherwise than it was switched."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.sql.columns import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "provider_drifts",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("charged_at", UtcDateTime),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.Text()),
        sa.Column("put_right_at", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("ended_by", sa.Text()),
        sa.CheckConstraint(
            "kind IN ('back_to_card', 'not_collected', 'not_known', 'charged')",
            name=op.f("ck_provider_drifts_kind"),
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_provider_drifts_attempts")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_provider_drifts_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["scope_id"], ["scopes.id"], name=op.f("fk_provider_drifts_scope_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_drifts")),
        sqlite_with_rowid=False,
    )
    standing = sa.text("ended_at IS NULL AND kind <> 'charged'")
    op.create_index(
        "uq_provider_drifts_standing",
        "provider_drifts",
        ["scope_id", "kind"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    charged = sa.text("kind = 'charged'")
    op.create_index(
        "uq_provider_drifts_charge",
        "provider_drifts",
        ["provider", "reference", "scope_id"],
        unique=True,
        sqlite_where=charged,
        postgresql_where=charged,
    )


def downgrade() -> None:
    op.drop_table("provider_drifts")
