"""A log of access that only grows, second factors, and browsers that are known."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import guard_append_only

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("device", sa.Text()))
    op.add_column(
        "sessions",
        sa.Column("unproven", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _create_access_log()
    _create_known_devices()
    _create_second_factors()
    _create_recovery_codes()
    _create_second_steps()


def downgrade() -> None:
    for table in (
        "second_steps",
        "recovery_codes",
        "second_factors",
        "known_devices",
        "access_log",
    ):
        op.drop_table(table)
    op.drop_column("sessions", "unproven")
    op.drop_column("sessions", "device")


def _create_access_log() -> None:
    counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "access_log",
        sa.Column("number", counter, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("actor", "subject", "account_id")),
        *(sa.Column(name, sa.Text()) for name in ("through", "address")),
        sa.Column("details", sa.JSON(none_as_null=True)),
        sa.PrimaryKeyConstraint("number"),
    )
    for column in ("at", "actor", "subject"):
        op.create_index(f"ix_access_log_{column}", "access_log", [column])
    guard_append_only("access_log", ("number",))


def _create_known_devices() -> None:
    op.create_table(
        "known_devices",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=False),
        sa.CheckConstraint("length(token_sha256) = 64", name="token"),
        sa.PrimaryKeyConstraint("token_sha256"),
        sqlite_with_rowid=False,
    )
    for column in ("sign_in", "used_at"):
        op.create_index(f"ix_known_devices_{column}", "known_devices", [column])


def _create_second_factors() -> None:
    op.create_table(
        "second_factors",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("secret", "credential_id", "public_key")),
        sa.Column("counter", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("confirmed_at", _MOMENT),
        sa.Column("used_at", _MOMENT),
        sa.CheckConstraint("(secret IS NULL) <> (public_key IS NULL)", name="one_kind"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_index("ix_second_factors_sign_in", "second_factors", ["sign_in"])


def _create_recovery_codes() -> None:
    op.create_table(
        "recovery_codes",
        sa.Column("code_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT),
        sa.CheckConstraint("length(code_sha256) = 64", name="code"),
        sa.PrimaryKeyConstraint("code_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_recovery_codes_sign_in", "recovery_codes", ["sign_in"])


def _create_second_steps() -> None:
    op.create_table(
        "second_steps",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("challenge", sa.Text()),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.CheckConstraint("length(token_sha256) = 64", name="token"),
        sa.PrimaryKeyConstraint("token_sha256"),
        sqlite_with_rowid=False,
    )
    for column in ("sign_in", "expires_at"):
        op.create_index(f"ix_second_steps_{column}", "second_steps", [column])
