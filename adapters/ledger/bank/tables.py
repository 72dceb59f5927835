"""The ledger's tables of bank statements."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from adapters.ledger.sql.columns import Document, Minor, UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.bank.entry_states import EntryState
from domain.bank.statements import Form

bank_statements = Table(
    "bank_statements",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("file", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("form", String(10), nullable=False),
    Column("account", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("number", Text, nullable=False),
    Column("sequence", Integer),
    Column("since", Date),
    Column("until", Date),
    Column("opening_minor", Minor),
    Column("closing_minor", Minor),
    Column("adds_up", Boolean),
    Column("entries", Integer, nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    Column("imported_by", Text, nullable=False),
    one_of("form", Form),
    CheckConstraint("entries >= 0", name="entries"),
    Index("ix_bank_statements_account_until", "account", "until"),
    Index("ix_bank_statements_imported_at", "imported_at"),
    sqlite_with_rowid=False,
)
"""Every statement that was read. `file` is the SHA-256 of the file, `number` what the bank calls
the statement."""

bank_entries = Table(
    "bank_entries",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("statement", ForeignKey("bank_statements.id"), nullable=False, index=True),
    Column("booking", String(40), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("account", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("booking_minor", Minor, nullable=False),
    Column("minor", Minor, nullable=False),
    Column("booked_on", Date),
    Column("reference", String(100), nullable=False),
    Column("transaction", Document, nullable=False),
    Column("state", String(20), nullable=False),
    Column("proposals", Document, nullable=False),
    Column("decided", Document),
    Column("customer", ForeignKey("accounts.id"), index=True),
    Column("revision", Integer, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    one_of("state", EntryState),
    CheckConstraint("part > 0", name="part"),
    CheckConstraint("revision > 0", name="revision"),
    Index("ix_bank_entries_account_booked_on", "account", "booked_on", "booking_minor"),
    Index("ix_bank_entries_state_booked_on", "state", "booked_on"),
    Index("ix_bank_entries_reference", "reference"),
    sqlite_with_rowid=False,
)
"""One row for each transaction of an entry: what the bank says of it (`transaction`), and what
became of it. `reference` is the normal form of the reference that its payment has in the ledger,
`customer` the account that it was booked for."""

bank_decisions = Table(
    "bank_decisions",
    metadata,
    Column("entry", ForeignKey("bank_entries.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("state", String(20), nullable=False),
    Column("decided", Document, nullable=False),
    one_of("state", EntryState),
    CheckConstraint("revision > 0", name="revision"),
    sqlite_with_rowid=False,
)
"""The journal of what became of transactions: by whom, when and why."""

bank_advice = Table(
    "bank_advice",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("reference", Text, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("minor", Minor, nullable=False),
    Column("shares", Document, nullable=False),
    Column("name", Text, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("kept_by", Text, nullable=False),
    Column("entry", ForeignKey("bank_entries.id"), index=True),
    CheckConstraint("minor > 0", name="minor"),
    Index("ix_bank_advice_kept_at", "kept_at"),
    sqlite_with_rowid=False,
)
"""What customers wrote that a transfer pays: `shares` are numbers of invoices with their parts,
`entry` the transaction that it was used for, `name` the file."""

bank_payers = Table(
    "bank_payers",
    metadata,
    Column("payer", Text, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), primary_key=True, index=True),
    Column("since", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
"""Bank accounts that customers paid from."""

bank_refused_files = Table(
    "bank_refused_files",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    Column("refused_at", UtcDateTime, nullable=False),
    Column("problems", Document, nullable=False),
    Column("seen_at", UtcDateTime, index=True),
    Column("seen_by", Text),
    sqlite_with_rowid=False,
)
"""Files of the inbox that were refused, until somebody has seen to each, or one of the same name
was read. `id` is its mark in the inbox: the same file that is refused again is one row."""

bank_csv_profiles = Table(
    "bank_csv_profiles",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("profile", Document, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", Text, nullable=False),
    sqlite_with_rowid=False,
)
"""How tables (CSV) of banks are read, as people said it in the console; beside those of the policy
file."""
