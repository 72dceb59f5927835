"""Papers of invoices and credit notes, who is invoiced, and numbers without gaps."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_FORMATS = "'pdf', 'factur-x', 'ubl', 'xrechnung', 'xrechnung-cii'"


def upgrade() -> None:
    document = sa.JSON(none_as_null=True)
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "buyers",
        sa.Column("scope_id", sa.Text(), nullable=False),
        sa.Column("buyer", document, nullable=False),
        sa.Column("since", moment, nullable=False),
        sa.ForeignKeyConstraint(["scope_id"], ["scopes.id"], name=op.f("fk_buyers_scope_id")),
        sa.PrimaryKeyConstraint("scope_id", name=op.f("pk_buyers")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "papers",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Text(), nullable=False),
        sa.Column("paper", document, nullable=False),
        sa.Column("credit_notes", document, nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.CheckConstraint("kind IN ('invoice', 'credit_note')", name=op.f("ck_papers_kind")),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"], name=op.f("fk_papers_invoice")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_papers_account_id")),
        sa.PrimaryKeyConstraint("number", "kind", name=op.f("pk_papers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_papers_invoice", "papers", ["invoice"])
    op.create_index("ix_papers_account_id", "papers", ["account_id"])
    op.create_table(
        "paper_files",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("program", sa.String(40), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.CheckConstraint(f"format IN ({_FORMATS})", name=op.f("ck_paper_files_format")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_paper_files_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_paper_files_size")),
        sa.ForeignKeyConstraint(
            ["number", "kind"],
            ["papers.number", "papers.kind"],
            name=op.f("fk_paper_files_number_kind"),
        ),
        sa.PrimaryKeyConstraint("number", "kind", "format", name=op.f("pk_paper_files")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last > 0", name=op.f("ck_number_series_last")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("number_series", "paper_files", "papers", "buyers"):
        op.drop_table(table)
