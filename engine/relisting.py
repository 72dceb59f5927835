"""Writes the listing of every request anew, from the requests' own histories.

A query replays a history in a worker and changes nothing. It is answered after whatever the
request is about to do has become part of its history; so what was written before the query, is
still there after it and yet says something else is wrong.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum, auto
from typing import Any

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.common import QueryRejectCondition
from temporalio.service import RPCError, RPCStatusCode

from adapters.ledger.database import Database
from adapters.ledger.requests.writing import Listed, latest_runs, listed_runs
from domain.errors import DomainError
from domain.requests.listing import Listing, Rebuilt
from engine.asking import answer_to
from workflows.request import PayByInvoiceRequest

_WENT_ON = WorkflowExecutionStatus.CONTINUED_AS_NEW

_AT_ONCE = 8
"""Histories that are replayed at the same time: a worker has other things to do as well."""

_TRIES = 5

_ON_ITS_WAY = timedelta(seconds=30)
"""No step takes longer to become part of its history: a task has ten seconds."""

_log = logging.getLogger(__name__)


class _Outcome(Enum):
    RIGHT = auto()
    MENDED = auto()
    CHANGING = auto()
    UNREADABLE = auto()
    KEPT = auto()
    GONE = auto()
    GONE_ON = auto()


async def relist(temporal: Client, database: Database, task_queue: str) -> Rebuilt:
    """Queries every request on this task queue, and writes the listing where the ledger has another
    one."""
    of_ours = f"WorkflowType = '{PayByInvoiceRequest.__name__}' AND TaskQueue = '{task_queue}'"
    runs = {
        found.run_id: found.id
        async for found in temporal.list_workflows(of_ours)
        if found.run_id is not None and found.status is not _WENT_ON
    }
    return await _relist_all(temporal, database, await listed_runs(database) | runs)


async def relist_latest(temporal: Client, database: Database) -> None:
    """The same for what was written last. When engine and workers stopped at the same moment, as in
    a power cut, a listed step may never have become part of its history."""
    try:
        latest = await latest_runs(database, _ON_ITS_WAY)
        await _relist_all(temporal, database, latest, followed=True)
    except (DomainError, RPCError) as failed:
        _log.warning("What was listed last could not be compared with the requests: %s", failed)


async def _relist_all(
    temporal: Client, database: Database, runs: Mapping[str, str], followed: bool = False
) -> Rebuilt:
    """Args:
    followed: Whether the run that followed the one which is listed is asked instead.
    """
    outcomes = Counter[_Outcome]()
    remaining = iter(runs.items())

    async def relist_remaining() -> None:
        for run, request in remaining:
            outcome = await _relist(temporal, database, request, run)
            if outcome is _Outcome.GONE_ON and followed:
                outcome = await _relist(temporal, database, request, None)
            outcomes[outcome] += 1

    workers = [asyncio.create_task(relist_remaining()) for _ in range(_AT_ONCE)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
    not_there = (_Outcome.KEPT, _Outcome.GONE, _Outcome.GONE_ON)
    return Rebuilt(
        requests=outcomes.total() - sum(outcomes[each] for each in not_there),
        mended=outcomes[_Outcome.MENDED],
        changing=outcomes[_Outcome.CHANGING],
        unreadable=outcomes[_Outcome.UNREADABLE],
        kept=outcomes[_Outcome.KEPT],
    )


async def _relist(temporal: Client, database: Database, request: str, run: str | None) -> _Outcome:
    """Args:
    run: Of the workflow; the present one if none is named.
    """
    listed_as = run or ""
    workflow = temporal.get_workflow_handle_for(PayByInvoiceRequest.run, request, run_id=run)
    for _ in range(_TRIES):
        async with database.reading() as connection:
            seen = await Listed.of(connection, listed_as)
        try:
            listing = await _listing_of(workflow)
        except WorkflowQueryFailedError:
            return _Outcome.UNREADABLE
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return _Outcome.KEPT if seen else _Outcome.GONE
        if listing is None:
            return _Outcome.GONE_ON
        if listing.line.run != listed_as:
            listed_as = listing.line.run  # of the first run, where this is a later one
            continue
        if seen.says(listing):
            return _Outcome.RIGHT
        async with database.writing() as connection:
            if await seen.give_way(connection, listing):
                return _Outcome.MENDED
    return _Outcome.CHANGING


async def _listing_of(workflow: WorkflowHandle[PayByInvoiceRequest, Any]) -> Listing | None:
    """None of a run that another one followed: that one knows."""
    clean = QueryRejectCondition.NOT_COMPLETED_CLEANLY
    try:
        return await answer_to(workflow, PayByInvoiceRequest.listing, clean)
    except WorkflowQueryRejectedError as rejected:
        if rejected.status is _WENT_ON:
            return None
    return await answer_to(workflow, PayByInvoiceRequest.listing)
