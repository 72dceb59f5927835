"""Puts the runs of retention together, for a worker."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.ledger.database import Database
from adapters.ledger.retention import StoredRetention
from adapters.storage.documents import DocumentStore
from application.people.erase import erase_due
from application.retention.apply import apply_retention
from domain.policy_file import WholePolicy
from domain.retention import Gone
from engine.erasing import erasing
from settings import Settings

Apply = Callable[[Callable[[], None]], Awaitable[Gone]]


def retention_of(
    database: Database,
    store: DocumentStore,
    policy: WholePolicy | None,
    temporal: Client,
    settings: Settings,
) -> Apply:
    """What lets go of whatever is due now, and erases the accounts whose day has come."""
    rules = (policy or WholePolicy()).retention
    retained = StoredRetention(database)
    into = erasing(database, store, temporal, settings)

    async def apply(beat: Callable[[], None]) -> Gone:
        await erase_due(into, rules, datetime.now(UTC), beat)
        return await apply_retention(retained, store, rules, datetime.now(UTC), beat)

    return apply
