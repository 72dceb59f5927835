"""Guards let pass what is let go of, an account's rows are found by indexes, and an erasure says
which requests it withdraws."""

import sqlalchemy as sa
from alembic import op

from adapters.ledger.migrations.guards import let_nobody_pass, let_pass
from adapters.ledger.sql.columns import TextIn

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_OF_ACCOUNT = {
    "access_log": "account_id",
    "api_keys": "account_id",
    "bank_entries": "customer",
    "people": "account_id",
    "provider_calls": "account_id",
    "quota_requests": "scope_id",
    "requests": "scope_id",
    "sessions": "account_id",
}


def upgrade() -> None:
    let_pass()
    for table, column in _OF_ACCOUNT.items():
        op.create_index(f"ix_{table}_{column}", table, [column])
    account = TextIn("answer", "account")
    named = account.is_not(None)
    op.create_index(
        "ix_effects_account", "effects", [account], sqlite_where=named, postgresql_where=named
    )
    op.add_column("erasures", sa.Column("withdraws", sa.JSON(none_as_null=True)))


def downgrade() -> None:
    op.drop_column("erasures", "withdraws")
    op.drop_index("ix_effects_account", "effects")
    for table, column in _OF_ACCOUNT.items():
        op.drop_index(f"ix_{table}_{column}", table)
    let_nobody_pass()
