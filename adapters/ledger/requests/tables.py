"""The ledger's tables of requests: how they are listed, and what each is, to go on from.

Their rows are derived from the requests, whose histories the engine keeps. So nothing is guarded
here: all of it can be rebuilt.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from adapters.ledger.sql.columns import Document, Minor, UtcDateTime, one_of
from adapters.ledger.tables import metadata
from domain.requests.lifecycle import State
from domain.turns import Who

_IS_OPEN, _HAS_ENDED = text("ended_at IS NULL"), text("ended_at IS NOT NULL")

requests = Table(
    "requests",
    metadata,
    Column("run_id", Text, primary_key=True),
    Column("request", Text, nullable=False),
    Column("scope_id", Text, nullable=False, index=True),
    Column("account_id", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("country", String(2)),
    Column("state", String(20), nullable=False),
    Column("waiting_on", String(20), nullable=False),
    Column("waiting_for", Text, nullable=False),
    Column("task", String(40)),
    Column("codes", Document),
    Column("waiting_since", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("asked_minor", Minor),
    Column("asked_currency", String(3)),
    Column("reason", Text),
    Column("search", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("place_events", Integer, nullable=False),
    Column("place_at", UtcDateTime, nullable=False),
    Column("written_at", UtcDateTime, nullable=False, index=True),
    Column("forgotten_at", UtcDateTime),
    Column("files_gone_at", UtcDateTime),
    Column("lost_seen_by", Text),
    Column("lost_seen_at", UtcDateTime),
    one_of("state", State),
    one_of("waiting_on", Who),
    CheckConstraint("length(country) = 2", name="country"),
    CheckConstraint("(asked_minor IS NULL) = (asked_currency IS NULL)", name="asked"),
    CheckConstraint(
        "(ended_at IS NOT NULL) = (state IN ('switched', 'rejected', 'withdrawn'))", name="ended"
    ),
    CheckConstraint("revision > 0", name="revision"),
    # Every filter is in the index: no row is read that is not shown.
    Index(
        "ix_requests_open",
        "due_at",
        "run_id",
        "waiting_on",
        "state",
        "country",
        "opened_at",
        "search",
        "place_at",
        "ended_at",  # SQLite would read it from the row although the index has it
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
    Index(
        "ix_requests_ended",
        "ended_at",
        "run_id",
        "state",
        "country",
        "opened_at",
        "search",
        sqlite_where=_HAS_ENDED,
        postgresql_where=_HAS_ENDED,
    ),
    Index("ix_requests_request", "request", "opened_at"),
    Index("ix_requests_account_id", "account_id", "opened_at"),
)
"""One row for each run of a request. `task` and `codes` say what is waited for; `waiting_for` says
it as a sentence, for workers of the version before, whose rows have nothing else. `due_at` is the
end of time where there is no deadline; `search` what is searched in, case-folded; `place_…` how far
the request's history was (see `domain.requests.listing.Place`), so that an older row never takes a
newer one's place; `written_at` is by the real clock, to notice what has changed. Since
`forgotten_at` what it said of people is gone, and nobody writes it anew; since `files_gone_at` its
documents."""

request_stays = Table(
    "request_stays",
    metadata,
    Column("run_id", ForeignKey("requests.run_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(20), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("trigger", String(40), nullable=False),
    one_of("state", State),
    CheckConstraint("number > 0", name="number"),
    Index("ix_request_stays_state_since", "state", "since"),
    sqlite_with_rowid=False,
)
"""The states that a request had, in order; the last is the present one."""

request_lives = Table(
    "request_lives",
    metadata,
    Column("run_id", ForeignKey("requests.run_id", ondelete="CASCADE"), primary_key=True),
    Column("life", Text, nullable=False),
    Column("head", String(64)),
)
"""All that a request was at the place that its row in `requests` names, as the JSON of a
`domain.requests.life.RequestLife`. Its version is in it. `head` is the `chain` of the last entry of
its timeline."""

request_timeline = Table(
    "request_timeline",
    metadata,
    Column("run_id", ForeignKey("requests.run_id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry", Text, nullable=False),
    Column("chain", String(64)),
    CheckConstraint("number > 0", name="number"),
    sqlite_with_rowid=False,
)
"""What happened to a request, in order: each entry as the JSON of a `TimelineEntry`. It only grows;
what a step wrote that was lost on its way into the history gives way to what came instead. `chain`
is the hash of `domain.evidence.ledger_chain` beside an entry; releases before wrote none."""
