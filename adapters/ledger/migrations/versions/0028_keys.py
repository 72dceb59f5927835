"""Data keys, wrapped by master keys, and which process has which of those."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "data_keys",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("master", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary()),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("destroyed_at", moment),
        sa.CheckConstraint("number > 0", name=op.f("ck_data_keys_number")),
        sa.CheckConstraint(
            "(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_data_keys_destroyed")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("owner", "number", name=op.f("uq_data_keys_owner_number")),
    )
    destroyed = sa.text("destroyed_at IS NOT NULL")
    op.create_index(
        "ix_data_keys_destroyed",
        "data_keys",
        ["destroyed_at"],
        sqlite_where=destroyed,
        postgresql_where=destroyed,
    )
    op.create_table(
        "master_keys",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_master_keys_number")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_master_keys")),
    )
    op.create_table(
        "key_holders",
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("masters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("seen_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("process", name=op.f("pk_key_holders")),
    )


def downgrade() -> None:
    op.drop_table("key_holders")
    op.drop_table("master_keys")
    op.drop_table("data_keys")
