"""Who may sign in to the console: people, their sessions, API keys, and customers' links."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("people", "customer_links", "sessions", "api_keys", "sign_in_attempts")


def upgrade() -> None:
    _create_people()
    _create_customer_links()
    _create_sessions()
    _create_api_keys()
    _create_sign_in_attempts()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("password_hash", sa.Text()),
        sa.Column("subject", sa.Text()),
        sa.Column("account_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("password_hash IS NULL OR subject IS NULL", name="one_way_in"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("sign_in"),
        sqlite_with_rowid=False,
    )


def _create_customer_links() -> None:
    op.create_table(
        "customer_links",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(token_sha256) = 64", name="token"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_customer_links_account_id", "customer_links", ["account_id"])


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("sign_in", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("link_id", sa.String(length=16)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_seconds", sa.Integer(), nullable=False),
        sa.Column("idle_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("how IN ('password', 'oidc', 'link')", name="how"),
        sa.CheckConstraint("length(token_sha256) = 64", name="token"),
        sa.CheckConstraint("(how = 'link') = (link_id IS NOT NULL)", name="link"),
        sa.CheckConstraint("idle_seconds > 0", name="idle"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.ForeignKeyConstraint(["link_id"], ["customer_links.id"]),
        sa.PrimaryKeyConstraint("token_sha256"),
        sqlite_with_rowid=False,
    )
    for column in ("sign_in", "link_id", "expires_at"):
        op.create_index(f"ix_sessions_{column}", "sessions", [column])


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("secret_sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(secret_sha256) = 64", name="secret"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"]),
        sa.PrimaryKeyConstraint("id"),
        sqlite_with_rowid=False,
    )


def _create_sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("key_sha256", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(key_sha256) = 64", name="key"),
        sa.CheckConstraint("failures >= 0", name="failures"),
        sa.PrimaryKeyConstraint("key_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sign_in_attempts_since", "sign_in_attempts", ["since"])
