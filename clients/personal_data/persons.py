"""The typed way to personal data: all that is kept of an account's people, handed over. Needs no
engine."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO

from adapters.ledger.access.transactions import LedgerAccess
from adapters.ledger.account_pages import Accounts
from adapters.ledger.database import Database
from adapters.ledger.evidence import StoredRecords
from adapters.ledger.letters.outbox import LedgerOutbox
from adapters.ledger.persons import StoredPersons
from application.people.export import Export, Exporting, export_account
from engine.wiring.documents import document_store
from engine.wiring.ledgers import ledger_of
from settings import Settings
from wording.exports import read_me

__all__ = ["Export", "PersonClient", "scratch_file"]

_IN_MEMORY = 16 * 1024 * 1024


def scratch_file() -> IO[bytes]:
    """For an export until all of it is there; a large one is on the disk, where nobody else opens
    it. It is gone once it is closed."""
    return SpooledTemporaryFile(max_size=_IN_MEMORY)


class PersonClient:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["PersonClient"]:
        async with ledger_of(settings) as database:
            yield cls(database, settings)

    async def export(self, account_id: str, by: str, into: IO[bytes]) -> Export:
        """What is kept of an account and its people, readable, as one zip file; its README.txt says
        what is in it and what is not. That it was handed over is written in the access log.

        Args:
            into: Where it is written, one request, invoice and document after another.

        Raises:
            AccountUnknown: there is no such account.
            AccountErased: nothing is known of its people any more.
            ServiceUnreachable: the ledger or the storage does not answer; `into` has a part of it.
        """
        of = Exporting(
            Accounts(self._database),
            StoredPersons(self._database),
            StoredRecords(self._database),
            LedgerOutbox(self._database),
            await document_store(self._settings),
            LedgerAccess(self._database),
        )
        return await export_account(of, account_id, by, into, read_me(), datetime.now(UTC))
