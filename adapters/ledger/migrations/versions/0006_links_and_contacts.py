"""Whom links and letters went to, through what somebody acted, and contacts to be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.add_column("people", sa.Column("password_set_by", sa.Text()))
    op.add_column("sessions", sa.Column("through", _JSON))
    op.add_column("invoice_events", sa.Column("through", _JSON))
    for name in ("mailed_to", "letter", "leads_to"):
        op.add_column("customer_links", sa.Column(name, sa.Text()))
    op.create_index("ix_customer_links_letter", "customer_links", ["letter"])
    op.add_column("outbox", sa.Column("address_sha256", sa.String(64)))
    op.create_index("ix_outbox_address_sha256", "outbox", ["address_sha256", "queued_at"])
    op.create_table(
        "contacts",
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("address_sha256", sa.String(64), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_for", sa.Text(), nullable=False),
        sa.Column("times_asked", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("length(address_sha256) = 64", name=op.f("ck_contacts_address")),
        sa.CheckConstraint("length(token_sha256) = 64", name=op.f("ck_contacts_token")),
        sa.CheckConstraint("times_asked > 0", name=op.f("ck_contacts_times")),
        sa.PrimaryKeyConstraint("account_id", "address_sha256", name=op.f("pk_contacts")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_contacts_token_sha256")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("contacts")
    op.drop_index("ix_outbox_address_sha256", "outbox")
    op.drop_column("outbox", "address_sha256")
    op.drop_index("ix_customer_links_letter", "customer_links")
    for name in ("leads_to", "letter", "mailed_to"):
        op.drop_column("customer_links", name)
    op.drop_column("invoice_events", "through")
    op.drop_column("sessions", "through")
    op.drop_column("people", "password_set_by")
