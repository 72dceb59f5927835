"""Bank statements, their entries and what became of them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_FORMS = ("camt", "mt940", "bai2", "coda", "csv")
_STATES = ("pending", "unmatched", "suggested", "booked", "ignored", "reversed")


def _one_of(column: str, table: str, choices: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{each}'" for each in choices)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def _minor(name: str, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    document = sa.JSON(none_as_null=True)
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "bank_statements",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("file", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form", sa.String(10), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer()),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        _minor("opening_minor", nullable=True),
        _minor("closing_minor", nullable=True),
        sa.Column("adds_up", sa.Boolean()),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("imported_at", moment, nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        _one_of("form", "bank_statements", _FORMS),
        sa.CheckConstraint("entries >= 0", name=op.f("ck_bank_statements_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statements")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_bank_statements_account_until", "bank_statements", ["account", "until"])
    op.create_table(
        "bank_entries",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("statement", sa.String(40), nullable=False),
        sa.Column("booking", sa.String(40), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        _minor("booking_minor"),
        _minor("minor"),
        sa.Column("booked_on", sa.Date()),
        sa.Column("reference", sa.String(100), nullable=False),
        sa.Column("transaction", document, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("proposals", document, nullable=False),
        sa.Column("decided", document),
        sa.Column("customer", sa.Text()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("read_at", moment, nullable=False),
        _one_of("state", "bank_entries", _STATES),
        sa.CheckConstraint("part > 0", name=op.f("ck_bank_entries_part")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_bank_entries_revision")),
        sa.ForeignKeyConstraint(
            ["statement"], ["bank_statements.id"],
            name=op.f("fk_bank_entries_statement"),
        ),
        sa.ForeignKeyConstraint(
            ["customer"], ["accounts.id"], name=op.f("fk_bank_entries_customer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_entries")),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index(op.f("ix_bank_entries_statement"), "bank_entries", ["statement"])
    op.create_index(op.f("ix_bank_entries_booking"), "bank_entries", ["booking"])
    op.create_index("ix_bank_entries_reference", "bank_entries", ["reference"])
    op.create_index("ix_bank_entries_state_booked_on", "bank_entries", ["state", "booked_on"])
    op.create_index(
        "ix_bank_entries_account_booked_on",
        "bank_entries",
        ["account", "booked_on", "booking_minor"],
    )
    op.create_table(
        "bank_decisions",
        sa.Column("entry", sa.String(40), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("decided", document, nullable=False),
        _one_of("state", "bank_decisions", _STATES),
        sa.CheckConstraint("revision > 0", name=op.f("ck_bank_decisions_revision")),
        sa.ForeignKeyConstraint(
            ["entry"], ["bank_entries.id"], name=op.f("fk_bank_decisions_entry")
        ),
        sa.PrimaryKeyConstraint("entry", "revision", name=op.f("pk_bank_decisions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bank_payers",
        sa.Column("payer", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_bank_payers_account_id")
        ),
        sa.PrimaryKeyConstraint("payer", "account_id", name=op.f("pk_bank_payers")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bank_payers_account_id"), "bank_payers", ["account_id"])


def downgrade() -> None:
    op.drop_table("bank_payers")
    op.drop_table("bank_decisions")
    op.drop_table("bank_entries")
    op.drop_table("bank_statements")
