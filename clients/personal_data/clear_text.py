"""The typed way to what is in clear text from before there was a master key: how much it is, and
sealing it while everything goes on."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client

from application.sealing.seal import seal
from domain.clear_text import ClearPart, ClearReport
from engine.clear_text.places import what_is_clear
from engine.clear_text.remaining import ended_in_clear, left, sealed_since
from engine.connection import connect
from engine.wiring.documents import DocumentStore, document_store
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["ClearReport", "ClearTextClient"]


class ClearTextClient:
    def __init__(
        self, ledger: OpenLedger, temporal: Client, store: DocumentStore, settings: Settings
    ) -> None:
        self._database = ledger.database
        self._temporal = temporal
        self._store = store
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["ClearTextClient"]:
        async with ledger_of(settings) as ledger:
            temporal = await connect(settings)
            yield cls(ledger, temporal, await document_store(settings), settings)

    async def look(self) -> ClearReport:
        """What is in clear; changes nothing.

        Raises:
            ServiceUnreachable: the engine, the ledger or the storage does not answer.
        """
        queue = self._settings.task_queue
        parts = await left(self._database, self._temporal, self._store, queue)
        return await self._report(tuple(parts))

    async def seal(self) -> ClearReport:
        """Seals what is in clear. What was sealed stays so where it is cut off, and the next time
        goes on with what is left.

        Raises:
            MasterKeyUnusable: this command has no master key, a worker or console lacks it, or no
                worker runs.
            ServiceUnreachable: as `look`.
        """
        clear = what_is_clear(self._database, self._temporal, self._store, self._settings)
        return await self._report(await seal(clear))

    async def _report(self, parts: tuple[ClearPart, ...]) -> ClearReport:
        queue, since = self._settings.task_queue, await sealed_since(self._database)
        ended = await ended_in_clear(self._temporal, queue, since)
        return ClearReport(parts=parts, ended=ended)
