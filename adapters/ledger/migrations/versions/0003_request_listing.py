"""What faces list of requests: one row for each, and one for each state that it stood in.

Going down loses nothing: every row can be written anew from the requests' own histories.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_STATES = (
    "state IN ('draft', 'submitted', 'credit_check', 'legal_documents', 'approved', 'switched',"
    " 'rejected', 'withdrawn')"
)


def upgrade() -> None:
    _create_requests()
    _create_request_stays()


def downgrade() -> None:
    op.drop_table("request_stays")
    op.drop_table("requests")


def _create_requests() -> None:
    op.create_table(
        "requests",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("country", sa.String(length=2)),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("waiting_on", sa.String(length=20), nullable=False),
        sa.Column("waiting_for", sa.Text(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("asked_minor", sa.BigInteger()),
        sa.Column("asked_currency", sa.String(length=3)),
        sa.Column("reason", sa.Text()),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("place_events", sa.Integer(), nullable=False),
        sa.Column("place_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_STATES, name="state"),
        sa.CheckConstraint(
            "waiting_on IN ('customer', 'credit', 'legal', 'billing', 'nobody')", name="waiting_on"
        ),
        sa.CheckConstraint("length(country) = 2", name="country"),
        sa.CheckConstraint("(asked_minor IS NULL) = (asked_currency IS NULL)", name="asked"),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state IN ('switched', 'rejected', 'withdrawn'))",
            name="ended",
        ),
        sa.CheckConstraint("revision > 0", name="revision"),
        sa.PrimaryKeyConstraint("run_id"),
    )
    filtered_by = ["state", "country", "opened_at", "search"]
    by_deadline = ["due_at", "run_id", "waiting_on", *filtered_by, "place_at", "ended_at"]
    _partial_index("ix_requests_open", by_deadline, "ended_at IS NULL")
    by_end = ["ended_at", "run_id", *filtered_by]
    _partial_index("ix_requests_ended", by_end, "ended_at IS NOT NULL")
    op.create_index("ix_requests_request", "requests", ["request", "opened_at"])
    op.create_index("ix_requests_account_id", "requests", ["account_id", "opened_at"])
    op.create_index("ix_requests_written_at", "requests", ["written_at"])


def _create_request_stays() -> None:
    op.create_table(
        "request_stays",
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trigger", sa.String(length=40), nullable=False),
        sa.CheckConstraint(_STATES, name="state"),
        sa.CheckConstraint("number > 0", name="number"),
        sa.ForeignKeyConstraint(["run_id"], ["requests.run_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_request_stays_state_since", "request_stays", ["state", "since"])


def _partial_index(name: str, columns: list[str], where: str) -> None:
    chosen = sa.text(where)
    op.create_index(name, "requests", columns, sqlite_where=chosen, postgresql_where=chosen)
