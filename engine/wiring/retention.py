"""Builds what deletes records at the end of their retention period, for a worker: a schedule's
runs, and for letters that were sent the mailer's rounds."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.ledger.database import Database
from adapters.ledger.erasing.retention import StoredRetention
from adapters.storage.documents import DocumentStore
from application.erasure.due import erase_due
from application.retention.apply import apply_retention
from domain.policy_file import WholePolicy
from domain.retention.retention import Gone
from engine.erasing import erasing
from settings import Settings

Apply = Callable[[Callable[[], None]], Awaitable[Gone]]
_AT_ONCE = 100


def retention_of(
    database: Database,
    store: DocumentStore,
    policy: WholePolicy | None,
    temporal: Client,
    settings: Settings,
) -> Apply:
    """Deletes whatever is due now, and erases the accounts whose day has come."""
    rules = (policy or WholePolicy()).retention
    retained = StoredRetention(database)
    into = erasing(database, store, temporal, settings)

    async def apply(beat: Callable[[], None]) -> Gone:
        await erase_due(into, rules, datetime.now(UTC), beat)
        return await apply_retention(retained, store, rules, datetime.now(UTC), beat)

    return apply


def erasing_of_letters(
    database: Database, policy: WholePolicy | None
) -> Callable[[], Awaitable[int]]:
    """Erases the words of letters that were sent long enough ago, some at a time, and returns how
    many."""
    rules, retained = (policy or WholePolicy()).retention, StoredRetention(database)

    async def erase_sent() -> int:
        now = datetime.now(UTC)
        return await retained.blank_sent(rules.sent_letters_limit(now), now, _AT_ONCE)

    return erase_sent
