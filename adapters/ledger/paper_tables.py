"""The ledger's tables of papers: what invoices and credit notes say as documents."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Table,
    Text,
)

from adapters.ledger.invoices.tables import invoices
from adapters.ledger.sql.columns import Document, UtcDateTime, one_of
from adapters.ledger.tables import metadata, scopes
from domain.accounts.invoice_formats import InvoiceFormat
from domain.papers.formats import PaperFormat
from domain.papers.paper import PaperKind

buyers = Table(
    "buyers",
    metadata,
    Column("scope_id", ForeignKey(scopes.c.id), primary_key=True),
    Column("buyer", Document, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
"""Who is invoiced for a scope, a `domain.papers.buyer.Buyer`, as its request named it."""

papers = Table(
    "papers",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("invoice", ForeignKey(invoices.c.number), nullable=False, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("paper", Document, nullable=False),
    Column("credit_notes", Document, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    one_of("kind", PaperKind),
    sqlite_with_rowid=False,
)
"""Every paper, a `domain.papers.paper.Paper`, as it was written; it never changes. `credit_notes`
is the series of the invoice's credit notes."""

paper_files = Table(
    "paper_files",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("format", String(20), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("program", String(40), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["number", "kind"], [papers.c.number, papers.c.kind]),
    one_of("format", PaperFormat),
    CheckConstraint("length(sha256) = 64", name="sha256"),
    CheckConstraint("size > 0", name="size"),
    sqlite_with_rowid=False,
)
"""Each file of a paper as it was made first, and by which release."""

invoice_formats = Table(
    "invoice_formats",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("format", String(20), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("by", Text, nullable=False),
    one_of("format", InvoiceFormat),
    sqlite_with_rowid=False,
)
"""How accounts want their invoices and credit notes, where they chose."""

number_series = Table(
    "number_series",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("last", Integer, nullable=False),
    CheckConstraint("last > 0", name="last"),
    sqlite_with_rowid=False,
)
"""The last place that was given out of each series of numbers."""
