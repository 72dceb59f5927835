"""The ledger's tables. `migrations/` builds them; a test keeps both the same.

What must hold for every writer (S4, histories that only grow) is in triggers: see
`adapters/ledger/migrations/guards.py`.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
    text,
)

from adapters.ledger.sql.columns import (
    ByteOrdered,
    Counter,
    Document,
    Minor,
    TextIn,
    UtcDateTime,
    one_of,
)
from adapters.ledger.stored_states import ChargeState
from application.ports.letters import Channel, DeliveryState
from domain.accounts.account import AccountKind, Cloud, PaymentMethod, ScopeKind

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _of_scope(index: bool = False) -> Column[str]:
    return Column("scope_id", ForeignKey("scopes.id"), nullable=False, index=index)


def order_key(nullable: bool = False) -> Column[str]:
    # Deferred: the effect is stored last, when what was written has been read back.
    effect = ForeignKey("effects.key", deferrable=True, initially="DEFERRED")
    return Column("order_key", effect, nullable=nullable)


accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Document, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("cloud", String(20), nullable=False),
    Column("customer_since", Date, nullable=False),
    Column("monthly_spend", Document, nullable=False),
    Column("signed_up_by", Text, nullable=False),
    Column("administrators", Document, nullable=False),
    Column("billing_contact", Document),
    Column("time_zone", String(64), nullable=False),
    Column("imported_at", UtcDateTime, nullable=False),
    one_of("kind", AccountKind),
    one_of("cloud", Cloud),
)

scopes = Table(
    "scopes",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("payment_method", String(20), nullable=False),
    Column("currency", String(3)),
    Column("open_invoice", Text),
    Column("moved_invoice", Text),
    Column("language", String(2)),
    one_of("kind", ScopeKind),
    one_of("payment_method", PaymentMethod),
    CheckConstraint("currency IS NULL OR length(currency) = 3", name="currency"),
    CheckConstraint("open_invoice <> moved_invoice", name="invoice_moved_once"),
    CheckConstraint("language IN ('en', 'nl')", name="language"),
    # Without a rowid there is only one key that `INSERT OR REPLACE` could hit (S4).
    sqlite_with_rowid=False,
)
"""`currency` is what its charges are in, `moved_invoice` the open invoice that the switch took
along (S5), `language` what letters about its invoices are written in, since the switch."""

payment_method_history = Table(
    "payment_method_history",
    metadata,
    Column("scope_id", ForeignKey("scopes.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("previous", String(20), nullable=False),
    Column("method", String(20), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("changed_by", Text),
    order_key(nullable=True),
    one_of("previous", PaymentMethod),
    one_of("method", PaymentMethod),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("previous <> method", name="changes"),
    CheckConstraint("previous <> 'invoice'", name="never_back"),
    sqlite_with_rowid=False,
)
"""One row for each change of a scope's payment method; no `changed_by`: a file said so."""

charges = Table(
    "charges",
    metadata,
    Column("id", Counter, primary_key=True),
    _of_scope(),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("state", String(20), nullable=False),
    Column("charged_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    one_of("state", ChargeState),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("(state = 'outstanding') = (closed_at IS NULL)", name="closed"),
    Index(
        "ix_charges_outstanding",
        "scope_id",
        sqlite_where=text("state = 'outstanding'"),
        postgresql_where=text("state = 'outstanding'"),
    ),
)

OUTSTANDING = charges.c.state == literal_column("'outstanding'")
"""In exactly these words: SQLite uses a partial index only for the same expression."""

external_services = Table(
    "external_services",
    metadata,
    Column("scope_id", ForeignKey("scopes.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("billed_separately", Boolean, nullable=False),
)
"""Third-party services of a scope (S2)."""

credit_limits = Table(
    "credit_limits",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("amount_minor", Minor, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("payment_terms_days", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("set_by", Text, nullable=False),
    order_key(),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("amount_minor > 0", name="amount"),
    CheckConstraint("length(currency) = 3", name="currency"),
    CheckConstraint("payment_terms_days > 0", name="terms"),
    sqlite_with_rowid=False,
)
"""Every limit that an account was given, one for each switch; their sum is the limit of what it
owes."""

quota_requests = Table(
    "quota_requests",
    metadata,
    Column("id", Counter, primary_key=True),
    _of_scope(index=True),
    Column("existing_cores", Integer, nullable=False),
    Column("requested_cores", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("series", Text, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", Text, nullable=False),
    order_key(),
    UniqueConstraint("order_key"),
    CheckConstraint("existing_cores >= 0", name="existing"),
    CheckConstraint("requested_cores > existing_cores", name="more"),
)
"""Increases of core quotas to be passed on; cores are vCPU cores."""

used_keys = Table(
    "used_keys",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("asked", String(64)),
    Column("attempt", Integer, nullable=False),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("effect", Text),
    Column("meaning", String(64)),
    CheckConstraint("length(key) = 64", name="key"),
    CheckConstraint("length(asked) = 64", name="asked"),
    CheckConstraint("attempt > 0", name="attempt"),
    sqlite_with_rowid=False,
)
"""What callers' keys were used for: the digest of a key, and of what was asked under it; nothing
once that was refused. `asked` is of the question as it was written, `meaning` of what equal
questions have in common (`adapters/ledger/questions.py`). For a key from before this was stored,
`effect` is what it was used for, and `asked` the digest of the order."""

answered_account = TextIn("answer", "account")
"""The account that an answer of `effects` is about, where it says so."""

effects = Table(
    "effects",
    metadata,
    Column("key", Text, primary_key=True),
    Column("asked", String(64), nullable=False),
    Column("answer", Document, nullable=False),
    Column("done_at", UtcDateTime, nullable=False),
    CheckConstraint("length(asked) = 64", name="asked"),
    Index(
        "ix_effects_account",
        answered_account,
        sqlite_where=answered_account.is_not(None),
        postgresql_where=answered_account.is_not(None),
    ),
    sqlite_with_rowid=False,
)
"""What was done under which idempotency key; `asked` is the SHA-256 of the order. Every answer with
a name or words of people in it says its `account`."""

outbox = Table(
    "outbox",
    metadata,
    Column("key", ByteOrdered, primary_key=True),
    Column("request", Text, nullable=False, index=True),
    Column("notice", Document, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    Column("claimed_by", String(36)),
    Column("last_error", Text),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("address_sha256", String(64)),
    Column("follow", Integer, nullable=False, server_default=text("0")),
    Column("dismissed_at", UtcDateTime),
    Column("dismissed_by", Text),
    Column("dismissed_because", Text),
    Column("blanked_at", UtcDateTime),
    Column("channel", String(20), nullable=False, server_default=Channel.MAIL.value),
    Column("answer", Text),
    Column("sent_sha256", String(64)),
    one_of("state", DeliveryState),
    CheckConstraint("attempts >= 0", name="attempts"),
    CheckConstraint("(due_at IS NULL) = (closed_at IS NOT NULL)", name="closed"),
    CheckConstraint(
        "(state IN ('queued', 'claimed', 'handing_over')) = (due_at IS NOT NULL)", name="due"
    ),
    Index(
        "ix_outbox_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("ix_outbox_address_sha256", "address_sha256", "queued_at"),
    Index(
        "ix_outbox_followed",
        "follow",
        "state",
        sqlite_where=text("follow > 0"),
        postgresql_where=text("follow > 0"),
    ),
    Index(
        "ix_outbox_stuck",
        "closed_at",
        sqlite_where=text("state IN ('refused', 'unconfirmed')"),
        postgresql_where=text("state IN ('refused', 'unconfirmed')"),
    ),
    Index(
        "ix_outbox_worded",
        "closed_at",
        sqlite_where=text("state = 'sent' AND blanked_at IS NULL"),
        postgresql_where=text("state = 'sent' AND blanked_at IS NULL"),
    ),
)
"""Notices to be mailed. `due_at` is when one is due next: the next attempt of a queued one, the end
of the lease of a claimed one. `closed_at` is when that ended. `address_sha256` is the recipient of
a letter to a customer, to count how many they got. `follow`, one of `Follow`, is above zero while
the outcome is still to be reported to its invoice or request. What a letter said, and to whom, is
gone since `blanked_at`; of the message there is `sent_sha256` then, as the mail server got it."""

HEAD = "0045"
"""The latest of the migrations that build these tables and those in other folders."""
