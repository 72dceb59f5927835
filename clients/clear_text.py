"""The typed way to what is in clear text from before there was a master key: how much it is, and
sealing it while everything goes on."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.ledger.data_keys import StoredDataKeys
from adapters.ledger.database import Database
from adapters.ledger.key_holders import holders
from adapters.ledger.sealing_rows import left_in_clear, seal_rows
from adapters.storage.documents import DocumentStore
from application.ports.sealing import NAMESPACE
from domain.clear_text import ClearPart, ClearReport, Unsealed
from domain.errors import DocumentRefused, MasterKeyUnusable
from engine.connection import connect
from engine.documents import document_store
from engine.key_holding import lacking
from engine.keys import keys_of
from engine.ledgers import ledger_of
from engine.left_in_clear import (
    DELIVERIES,
    DOCUMENTS,
    INVOICES,
    REQUESTS,
    SCHEDULES,
    ended_in_clear,
    left,
    part_of,
    sealed_since,
)
from engine.sealing_runs import Fate, move, running
from engine.sealing_schedules import run_again, schedules_in_clear
from settings import Settings

__all__ = ["ClearReport", "ClearTextClient"]

_DOCUMENTS_AT_ONCE = 8
_SCHEDULES_RUN_WITHIN = 15
"""Seconds."""

_WHY = {
    Fate.UNDER_WAY: Unsealed.UNDER_WAY,
    Fate.CLEAR_AGAIN: Unsealed.NO_KEY,
    Fate.ENDS_SOON: Unsealed.ENDS_SOON,
}


class _Tally:
    """What was sealed and what is left, by part."""

    def __init__(self) -> None:
        self._sealed = Counter[str]()
        self._left = Counter[str]()
        self._why: dict[str, set[Unsealed]] = defaultdict(set)

    def sealed(self, what: str, count: int = 1) -> None:
        self._sealed[what] += count

    def left(self, what: str, why: Unsealed, count: int = 1) -> None:
        self._left[what] += count
        self._why[what].add(why)

    def parts(self, *names: str) -> tuple[ClearPart, ...]:
        return tuple(
            ClearPart(
                what=name,
                sealed=self._sealed[name],
                left=self._left[name],
                why=tuple(sorted(self._why[name])),
            )
            for name in names
        )


class ClearTextClient:
    def __init__(
        self, database: Database, temporal: Client, store: DocumentStore, settings: Settings
    ) -> None:
        self._database = database
        self._temporal = temporal
        self._store = store
        self._settings = settings

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["ClearTextClient"]:
        async with ledger_of(settings) as database:
            temporal = await connect(settings)
            yield cls(database, temporal, await document_store(settings), settings)

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
        await self._refuse_without_keys()
        tally = _Tally()
        await self._move_runs(tally)
        await self._run_schedules(tally)
        await self._seal_documents(tally)
        tables = await self._seal_rows(tally)
        return await self._report(
            tally.parts(REQUESTS, INVOICES, DELIVERIES, SCHEDULES, DOCUMENTS, *tables)
        )

    async def _refuse_without_keys(self) -> None:
        keys = keys_of(self._settings)
        if not keys.seals:
            raise MasterKeyUnusable(
                "There is no master key to seal with: set PAYBYINVOICE_MASTER_KEY, here and for"
                " every worker and console, and start them again."
            )
        await keys.keyring.refuse_lost_master()
        await keys.keyring.key_for(NAMESPACE)
        async with self._database.reading() as connection:
            newest = (await StoredDataKeys(connection).masters())[-1]
            found = await holders(connection, datetime.now(UTC))
        if without := lacking(found, newest):
            raise MasterKeyUnusable(
                f"These do not have the master key: {', '.join(without)}. Start each again with"
                " PAYBYINVOICE_MASTER_KEY, and then ask again.",
                lacking=without,
            )
        if not any(each.part == "worker" for each in found):
            raise MasterKeyUnusable(
                "No worker with the master key runs, and requests and invoices are sealed by"
                " workers: start one, and then ask again."
            )

    async def _move_runs(self, tally: _Tally) -> None:
        queue = self._settings.task_queue
        fates = await move(self._temporal, queue, await running(self._temporal, queue))
        for (kind, fate), count in fates.items():
            if fate is Fate.MOVED:
                tally.sealed(part_of(kind), count)
            elif fate in _WHY:
                tally.left(part_of(kind), _WHY[fate], count)

    async def _run_schedules(self, tally: _Tally) -> None:
        queue = self._settings.task_queue
        clear = await schedules_in_clear(self._temporal, queue)
        for schedule in clear:
            await run_again(self._temporal, queue, schedule)
        remaining = clear
        for _ in range(_SCHEDULES_RUN_WITHIN):
            if not remaining:
                break
            await asyncio.sleep(1)
            remaining = await schedules_in_clear(self._temporal, queue)
        tally.sealed(SCHEDULES, max(len(clear) - len(remaining), 0))
        if remaining:
            tally.left(SCHEDULES, Unsealed.UNDER_WAY, len(remaining))

    async def _seal_documents(self, tally: _Tally) -> None:
        some: list[str] = []
        async for location in self._store.in_clear():
            some.append(location)
            if len(some) == _DOCUMENTS_AT_ONCE:
                await self._seal_some(some, tally)
                some = []
        await self._seal_some(some, tally)

    async def _seal_some(self, locations: Sequence[str], tally: _Tally) -> None:
        async def seal(location: str) -> None:
            try:
                if await self._store.seal_again(location):
                    tally.sealed(DOCUMENTS)
            except DocumentRefused as refusal:
                erased = refusal.details["code"] == Unsealed.ERASED
                tally.left(DOCUMENTS, Unsealed.ERASED if erased else Unsealed.ALTERED)

        await asyncio.gather(*(seal(each) for each in locations))

    async def _seal_rows(self, tally: _Tally) -> list[str]:
        before = await left_in_clear(self._database)
        await seal_rows(self._database)
        after = await left_in_clear(self._database)
        for table, count in before.items():
            tally.sealed(table, max(count - after.get(table, 0), 0))
        for table, count in after.items():
            tally.left(table, Unsealed.UNDER_WAY, count)
        return sorted({*before, *after})

    async def _report(self, parts: tuple[ClearPart, ...]) -> ClearReport:
        queue, since = self._settings.task_queue, await sealed_since(self._database)
        ended = await ended_in_clear(self._temporal, queue, since)
        return ClearReport(parts=parts, ended=ended)
