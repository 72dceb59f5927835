"""Puts the runs of retention together, for a worker."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from adapters.ledger.database import Database
from adapters.ledger.retention import StoredRetention
from adapters.storage.documents import DocumentStore
from application.retention.apply import apply_retention
from domain.policy_file import WholePolicy
from domain.retention import Gone

Apply = Callable[[Callable[[], None]], Awaitable[Gone]]


def retention_of(database: Database, store: DocumentStore, policy: WholePolicy | None) -> Apply:
    """What lets go of whatever is due now."""
    rules = (policy or WholePolicy()).retention
    retained = StoredRetention(database)

    async def apply(beat: Callable[[], None]) -> Gone:
        return await apply_retention(retained, store, rules, datetime.now(UTC), beat)

    return apply
