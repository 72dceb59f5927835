"""Builds the check of ledger against engine, and what a worker does first where it must."""

import logging
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from temporalio.client import Client

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions, UnsentTransactions
from adapters.storage.documents import DocumentStore
from application.clocks.check import Check
from application.clocks.hold_letters_back import hold_letters_back
from domain.errors import DomainError
from engine.clocks import EngineClocks
from engine.schedules import check_now
from engine.wiring.documents import document_store
from settings import Settings

_log = logging.getLogger(__name__)


class OpenedLate:
    """The storage of the documents, opened once it is asked: one that is away keeps no clock from
    being mended."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store: DocumentStore | None = None

    async def missing(self, locations: Collection[str]) -> set[str]:
        """As `DocumentStore.missing`."""
        if not locations:
            return set()
        if self._store is None:
            self._store = await document_store(self._settings)
        return await self._store.missing(locations)


def check_of(database: Database, temporal: Client, settings: Settings, **how: Any) -> Check:
    """A check as of now.

    Args:
        how: The fields of `Check` that say what it does.
    """
    return Check(
        ledger=LedgerTransactions(database),
        unsent=UnsentTransactions(database),
        engine=EngineClocks(temporal, database, settings),
        files=OpenedLate(settings),
        now=datetime.now(UTC),
        **how,
    )


async def begin(database: Database, temporal: Client, settings: Settings) -> None:
    """Before a worker mails anything: in a ledger that was set back, letters that wait may have
    gone out. The check that the schedule makes is made at once then."""
    ledger, engine = LedgerTransactions(database), EngineClocks(temporal, database, settings)
    try:
        held = await hold_letters_back(ledger, engine, datetime.now(UTC))
    except DomainError as unanswered:
        _log.warning("Whether the ledger was set back could not be asked: %s", unanswered.reason)
        return
    if held is None:
        return
    _log.warning(
        "The ledger was set back: %s letters that wait may have gone out, and are left to a person",
        held,
    )
    await check_now(temporal, settings.task_queue)
