"""Where there may be something in clear, for the use case that seals it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.ledger.database import Database
from adapters.ledger.keys.data_keys import StoredDataKeys
from adapters.ledger.keys.holders import holders
from adapters.ledger.sealing_rows import left_in_clear, seal_rows
from adapters.storage.documents import DocumentStore
from application.ports.clear_text import Moved
from application.ports.sealing import NAMESPACE
from application.sealing.seal import InClear
from domain.clear_text import HeldKeys, Unsealed, no_master_key
from engine.clear_text.remaining import part_of
from engine.clear_text.runs import Fate, move, running
from engine.clear_text.schedules import run_again, schedules_in_clear
from engine.schedules import OWN
from engine.sealing.key_holding import lacking
from engine.sealing.keys import keys_of
from settings import Settings

_LEFT = {
    Fate.MOVED: None,
    Fate.UNDER_WAY: Unsealed.UNDER_WAY,
    Fate.CLEAR_AGAIN: Unsealed.NO_KEY,
    Fate.ENDS_SOON: Unsealed.ENDS_SOON,
}


class MasterKeysInUse:
    """What `application.ports.clear_text.MasterKeys` says."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings

    async def held(self) -> HeldKeys:
        keys = keys_of(self._settings)
        if not keys.seals:
            raise no_master_key()
        await keys.keyring.refuse_lost_master()
        await keys.keyring.key_for(NAMESPACE)
        async with self._database.reading() as connection:
            newest = (await StoredDataKeys(connection).masters())[-1]
            found = await holders(connection, datetime.now(UTC))
        workers = sum(each.part == "worker" for each in found)
        return HeldKeys(lacking=tuple(lacking(found, newest)), workers=workers)


class EngineRuns:
    """What `application.ports.clear_text.RunsInClear` says."""

    def __init__(self, temporal: Client, task_queue: str) -> None:
        self._temporal = temporal
        self._queue = task_queue

    async def move(self) -> Sequence[Moved]:
        runs = await running(self._temporal, self._queue)
        fates = await move(self._temporal, self._queue, runs)
        return [
            Moved(part_of(kind), count, _LEFT[fate])
            for (kind, fate), count in fates.items()
            if fate in _LEFT
        ]


class EngineSchedules:
    """What `application.ports.clear_text.SchedulesInClear` says."""

    def __init__(self, temporal: Client, task_queue: str) -> None:
        self._temporal = temporal
        self._queue = task_queue

    async def names(self) -> Sequence[str]:
        clear = await schedules_in_clear(self._temporal, self._queue)
        return [each.id(self._queue) for each in clear]

    async def run_again(self, name: str) -> None:
        (schedule,) = (each for each in OWN if each.id(self._queue) == name)
        await run_again(self._temporal, self._queue, schedule)


class LedgerRows:
    """What `application.ports.clear_text.RowsInClear` says."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def left(self) -> Mapping[str, int]:
        return await left_in_clear(self._database)

    async def seal(self) -> None:
        await seal_rows(self._database)


def what_is_clear(
    database: Database, temporal: Client, store: DocumentStore, settings: Settings
) -> InClear:
    queue = settings.task_queue
    return InClear(
        MasterKeysInUse(database, settings),
        EngineRuns(temporal, queue),
        EngineSchedules(temporal, queue),
        store,
        LedgerRows(database),
    )
