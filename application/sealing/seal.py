"""Seals what is in clear from before there was a master key, while everything keeps running."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.clear_text import (
    DocumentsInClear,
    MasterKeys,
    RowsInClear,
    RunsInClear,
    SchedulesInClear,
)
from domain.clear_text import (
    DELIVERIES,
    DOCUMENTS,
    INVOICES,
    REQUESTS,
    SCHEDULES,
    ClearPart,
    Tally,
    Unsealed,
    may_seal,
    why_not_sealed,
)
from domain.errors import DocumentRefused

_DOCUMENTS_AT_ONCE = 8
_SCHEDULES_RUN_WITHIN = 15
"""Seconds."""


@dataclass(frozen=True, slots=True)
class InClear:
    """Where there may be something in clear."""

    keys: MasterKeys
    runs: RunsInClear
    schedules: SchedulesInClear
    documents: DocumentsInClear
    rows: RowsInClear


async def seal(clear: InClear) -> tuple[ClearPart, ...]:
    """Seal it, and say of each part how much was sealed and how much is left. What was sealed stays
    so where it is cut off, and the next time goes on with what is left.

    Raises:
        MasterKeyUnusable: this process has no master key, a worker or console lacks it, or no
            worker runs.
        ServiceUnreachable: the engine, the ledger or the storage does not answer.
    """
    may_seal(await clear.keys.held())
    tally = Tally()
    await _move_runs(clear, tally)
    await _run_schedules(clear, tally)
    await _seal_documents(clear, tally)
    tables = await _seal_rows(clear, tally)
    return tally.parts(REQUESTS, INVOICES, DELIVERIES, SCHEDULES, DOCUMENTS, *tables)


async def _move_runs(clear: InClear, tally: Tally) -> None:
    for moved in await clear.runs.move():
        if moved.left is None:
            tally.sealed(moved.part, moved.number)
        else:
            tally.left(moved.part, moved.left, moved.number)


async def _run_schedules(clear: InClear, tally: Tally) -> None:
    before = await clear.schedules.names()
    for name in before:
        await clear.schedules.run_again(name)
    remaining = before
    for _ in range(_SCHEDULES_RUN_WITHIN):
        if not remaining:
            break
        await asyncio.sleep(1)
        remaining = await clear.schedules.names()
    tally.sealed(SCHEDULES, max(len(before) - len(remaining), 0))
    if remaining:
        tally.left(SCHEDULES, Unsealed.UNDER_WAY, len(remaining))


async def _seal_documents(clear: InClear, tally: Tally) -> None:
    some: list[str] = []
    async for location in clear.documents.in_clear():
        some.append(location)
        if len(some) == _DOCUMENTS_AT_ONCE:
            await _seal_some(clear, some, tally)
            some = []
    await _seal_some(clear, some, tally)


async def _seal_some(clear: InClear, locations: Sequence[str], tally: Tally) -> None:
    async def seal_one(location: str) -> None:
        try:
            if await clear.documents.seal_again(location):
                tally.sealed(DOCUMENTS)
        except DocumentRefused as refusal:
            tally.left(DOCUMENTS, why_not_sealed(refusal))

    await asyncio.gather(*(seal_one(each) for each in locations))


async def _seal_rows(clear: InClear, tally: Tally) -> list[str]:
    """Returns the tables that had something in clear."""
    before = await clear.rows.left()
    await clear.rows.seal()
    after = await clear.rows.left()
    for table, count in before.items():
        tally.sealed(table, max(count - after.get(table, 0), 0))
    for table, count in after.items():
        tally.left(table, Unsealed.UNDER_WAY, count)
    return sorted({*before, *after})
