"""The ledger's tables of who may sign in.

They contain no secret: passwords are argon2 hashes, every other secret is its SHA-256, which is
enough for secrets that nobody could guess.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    false,
)

from adapters.ledger.sql.columns import Counter, Document, UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.signing_in.sessions import SignInMethod


def _sha256(name: str, primary_key: bool = False, unique: bool = False) -> Column[str]:
    return Column(name, String(64), primary_key=primary_key, unique=unique, nullable=False)


def _of_account(nullable: bool = True, index: bool = False) -> Column[str]:
    account = ForeignKey("accounts.id")
    return Column("account_id", account, nullable=nullable, index=index)


def _made() -> tuple[Column[object], ...]:
    return (
        Column("created_at", UtcDateTime, nullable=False),
        Column("created_by", Text, nullable=False),
    )


people = Table(
    "people",
    metadata,
    Column("sign_in", Text, primary_key=True),
    Column("roles", Document, nullable=False),
    Column("password_hash", Text),
    Column("subject", Text),
    _of_account(index=True),
    *_made(),
    Column("disabled_at", UtcDateTime),
    Column("password_set_by", Text),
    CheckConstraint("password_hash IS NULL OR subject IS NULL", name="one_way_in"),
    sqlite_with_rowid=False,
)
"""`subject` is the identity provider's id of the person: a name there can pass to somebody else.
Without it and without a password nobody signs in. `password_set_by` is who else knows the password;
their own name once they chose it themselves."""

sessions = Table(
    "sessions",
    metadata,
    _sha256("token_sha256", primary_key=True),
    Column("sign_in", Text, nullable=False, index=True),
    Column("roles", Document, nullable=False),
    _of_account(index=True),
    Column("how", String(20), nullable=False),
    Column("link_id", ForeignKey("customer_links.id"), index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("idle_seconds", Integer, nullable=False),
    Column("idle_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    Column("ended_at", UtcDateTime),
    Column("device", Text),
    Column("unproven", Boolean, nullable=False, server_default=false()),
    Column("through", Document),
    one_of("how", SignInMethod),
    CheckConstraint("length(token_sha256) = 64", name="token"),
    CheckConstraint("(how = 'link') = (link_id IS NOT NULL)", name="link"),
    CheckConstraint("idle_seconds > 0", name="idle"),
    sqlite_with_rowid=False,
)
"""`idle_at` is when it ends without another click, `expires_at` when it ends anyway; `through` is a
`domain.people.through.Through`, as it was when the session began."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(16), primary_key=True),
    _sha256("secret_sha256"),
    Column("name", Text, nullable=False),
    Column("roles", Document, nullable=False),
    _of_account(index=True),
    *_made(),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    Column("last_used_at", UtcDateTime),
    Column("granted", Document),
    CheckConstraint("length(secret_sha256) = 64", name="secret"),
    sqlite_with_rowid=False,
)
"""`last_used_at` is accurate to the hour. `granted` is set for a key that was given some actions of
its roles only: both lists, by name. Its `roles` are empty then, so that a console of a release
before, which knows no restriction, lets it do nothing."""

customer_links = Table(
    "customer_links",
    metadata,
    Column("id", String(16), primary_key=True),
    _sha256("token_sha256", unique=True),
    Column("sign_in", Text, nullable=False),
    _of_account(nullable=False, index=True),
    *_made(),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    Column("mailed_to", Text),
    Column("letter", Text, index=True),
    Column("leads_to", Text),
    Column("replaced_at", UtcDateTime),
    CheckConstraint("length(token_sha256) = 64", name="token"),
    sqlite_with_rowid=False,
)
"""`sign_in` is the mail address it was sent to and the name in timelines; `used_at` when somebody
last came in by it. `mailed_to` is the address on file that it was mailed to, seen by nobody here;
without one it was shown to `created_by`. `letter` is the key of the notice that contains it,
`leads_to` the page that it opens; `replaced_at` when its address was replaced by another."""

contacts = Table(
    "contacts",
    metadata,
    Column("account_id", Text, primary_key=True),
    _sha256("address_sha256", primary_key=True),
    _sha256("token_sha256", unique=True),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_for", Text, nullable=False),
    Column("times_asked", Integer, nullable=False),
    Column("confirmed_at", UtcDateTime),
    CheckConstraint("length(address_sha256) = 64", name="address"),
    CheckConstraint("length(token_sha256) = 64", name="token"),
    CheckConstraint("times_asked > 0", name="times"),
    sqlite_with_rowid=False,
)
"""Contact addresses on forms that are on no domain of the account's: their readers were asked
whether they are the contact, and said so at `confirmed_at`. `asked_for` is the request."""

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    _sha256("key_sha256", primary_key=True),
    Column("since", UtcDateTime, nullable=False, index=True),
    Column("failures", Integer, nullable=False),
    CheckConstraint("length(key_sha256) = 64", name="key"),
    CheckConstraint("failures >= 0", name="failures"),
    sqlite_with_rowid=False,
)
"""Failed sign-ins of late, by name, by client, and by both; neither is readable here."""

access_log = Table(
    "access_log",
    metadata,
    Column("number", Counter, primary_key=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("event", String(40), nullable=False),
    Column("actor", Text, index=True),
    Column("subject", Text, index=True),
    Column("account_id", Text, index=True),
    Column("through", Text),
    Column("address", Text),
    Column("details", Document),
)
"""Who came in or was refused, and who changed what others may do; only grows. It refers to no other
table, so that its entries stay true when those change."""

known_devices = Table(
    "known_devices",
    metadata,
    _sha256("token_sha256", primary_key=True),
    Column("sign_in", Text, nullable=False, index=True),
    Column("used_at", UtcDateTime, nullable=False, index=True),
    CheckConstraint("length(token_sha256) = 64", name="token"),
    sqlite_with_rowid=False,
)
"""Browsers in which somebody has signed in before; they keep a cookie for it."""

second_factors = Table(
    "second_factors",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("sign_in", Text, nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("secret", Text),
    Column("credential_id", Text, unique=True),
    Column("public_key", Text),
    Column("counter", BigInteger, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("used_at", UtcDateTime),
    CheckConstraint("(secret IS NULL) <> (public_key IS NULL)", name="one_kind"),
)
"""`counter` is the last code's time step, or a security key's last counter: neither is accepted
twice. A factor that is not confirmed yet allows nothing."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    _sha256("code_sha256", primary_key=True),
    Column("sign_in", Text, nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    CheckConstraint("length(code_sha256) = 64", name="code"),
    sqlite_with_rowid=False,
)

second_steps = Table(
    "second_steps",
    metadata,
    _sha256("token_sha256", primary_key=True),
    Column("sign_in", Text, nullable=False, index=True),
    Column("password_hash", Text, nullable=False),
    Column("challenge", Text),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    CheckConstraint("length(token_sha256) = 64", name="token"),
    sqlite_with_rowid=False,
)
"""People who gave the right password and owe the second factor. `password_hash` is the stored hash
of that moment: once it changes, the step is over."""
