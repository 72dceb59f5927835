"""When each invoice was last written, to notice what has changed; and reminders by their moment.

Invoices that are there already count as written at the epoch: nobody looks for changes of longer
ago than seconds, and a constant is all that either database adds without rewriting every invoice.
SQLite adds no column without a default, and loses the guards of a table that is built anew, so the
default stays; whoever writes an invoice says when.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "invoices",
        sa.Column(
            "written_at",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default=sa.text("'1970-01-01 00:00:00.000000+00:00'"),
        ),
    )
    op.create_index("ix_invoices_written_at", "invoices", ["written_at"])
    reminders = sa.text("trigger = 'remind'")
    op.create_index(
        "ix_invoice_events_reminders",
        "invoice_events",
        ["at", "invoice", "trigger"],
        sqlite_where=reminders,
        postgresql_where=reminders,
    )


def downgrade() -> None:
    op.drop_index("ix_invoice_events_reminders", "invoice_events")
    op.drop_index("ix_invoices_written_at", "invoices")
    op.drop_column("invoices", "written_at")
