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
)
from temporalio.service import RPCError, RPCStatusCode

from adapters.ledger.database import Database
from adapters.ledger.requests.writing import Listed, latest_runs, listed_runs
from domain.errors import DomainError
from domain.requests.listing import Rebuilt
from engine.asking import answer_to
from engine.refusals import ANSWER_WITHIN
from engine.request_runs import last_run, request_run
from engine.schedules import check_now
from workflows.request import PayByInvoiceRequest

_AT_ONCE = 8
"""Histories that are replayed at the same time: a worker has other things to do as well."""

_TRIES = 5
_AGAIN_SECONDS = 2.0

_ON_ITS_WAY = timedelta(seconds=30)
"""No step takes longer to become part of its history: a task has ten seconds."""

_HANDED_ON = timedelta(seconds=12)
"""By then a step that a lost worker had begun is with another one."""

_log = logging.getLogger(__name__)


class _Outcome(Enum):
    RIGHT = auto()
    MENDED = auto()
    CHANGING = auto()
    UNREADABLE = auto()
    KEPT = auto()
    AHEAD = auto()
    """The ledger has steps that its workflow does not know."""
    GONE = auto()


_DIFFERS = {_Outcome.RIGHT: False, _Outcome.MENDED: True}


async def relist(temporal: Client, database: Database, task_queue: str) -> Rebuilt:
    """Queries every run of every request on this task queue, and writes the listing where the
    ledger has another one."""
    runs = await listed_runs(database)
    of_ours = f"WorkflowType = '{PayByInvoiceRequest.__name__}' AND TaskQueue = '{task_queue}'"
    async for found in temporal.list_workflows(of_ours):
        if found.status is not WorkflowExecutionStatus.CONTINUED_AS_NEW:
            there = await request_run(temporal, found.id, found.run_id)
            if there is not None:
                runs[there.run] = found.id
    outcomes = await _relist_all(temporal, database, runs)
    kept = outcomes[_Outcome.KEPT] + outcomes[_Outcome.AHEAD]
    return Rebuilt(
        requests=outcomes.total() - kept - outcomes[_Outcome.GONE],
        mended=outcomes[_Outcome.MENDED],
        changing=outcomes[_Outcome.CHANGING],
        unreadable=outcomes[_Outcome.UNREADABLE],
        kept=kept,
    )


async def relist_latest(temporal: Client, database: Database, task_queue: str) -> None:
    """The same for what was written last. When engine and workers stopped at the same moment, as in
    a power cut, a listed step may never have become part of its history: then clocks are checked at
    once, and the request goes on from where the ledger has it. After a power cut, engine and ledger
    may be away for longer than a worker: it looks again until both have answered."""
    latest: Mapping[str, str] | None = None
    while True:
        try:
            if latest is None:
                latest = await latest_runs(database, _ON_ITS_WAY)
            outcomes = await _relist_all(temporal, database, latest, record=True)
            if outcomes[_Outcome.AHEAD]:
                # A worker was lost with it, perhaps: the engine hands the step to another first.
                await asyncio.sleep(_HANDED_ON.total_seconds())
                outcomes = await _relist_all(temporal, database, latest, record=True)
            if outcomes[_Outcome.AHEAD]:
                await check_now(temporal, task_queue)
        except (DomainError, RPCError) as failed:
            _log.warning("What was listed last is compared with the requests later: %s", failed)
        else:
            return
        await asyncio.sleep(_AGAIN_SECONDS)


async def _relist_all(
    temporal: Client, database: Database, runs: Mapping[str, str], *, record: bool = False
) -> Counter[_Outcome]:
    outcomes = Counter[_Outcome]()
    remaining = iter(runs.items())

    async def relist_remaining() -> None:
        for run, request in remaining:
            outcome = await _relist(temporal, database, request, run)
            outcomes[outcome] += 1
            if record and outcome is _Outcome.MENDED:
                await _record_anew(temporal, request)

    workers = [asyncio.create_task(relist_remaining()) for _ in range(_AT_ONCE)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
    return outcomes


async def relisted(
    temporal: Client,
    database: Database,
    request: str,
    run: str,
    *,
    write: bool,
    within: timedelta = ANSWER_WITHIN,
) -> bool | None:
    """Whether one run is listed otherwise than its workflow says, which is then written, if it is
    to be; None where nobody could say, or it changes right now."""
    outcome = await _relist(temporal, database, request, run, write=write, within=within)
    return _DIFFERS.get(outcome)


async def _relist(
    temporal: Client,
    database: Database,
    request: str,
    run: str,
    *,
    write: bool = True,
    within: timedelta = ANSWER_WITHIN,
) -> _Outcome:
    """Args:
    run: The first run of the request, which it is listed under. What it says now is asked of
        the last one.
    """
    async with database.reading() as connection:
        seen = await Listed.of(connection, run)
    there = await _where(temporal, request, run)
    if there is None:
        return _Outcome.KEPT if seen else _Outcome.GONE
    last, events = there
    if seen.events > events:
        return _Outcome.AHEAD  # the engine was set back: the check of clocks sees to it
    workflow: WorkflowHandle[Any, Any] = temporal.get_workflow_handle(request, run_id=last)
    for _ in range(_TRIES):
        async with database.reading() as connection:
            seen = await Listed.of(connection, run)
        try:
            listing = await answer_to(workflow, PayByInvoiceRequest.listing, within=within)
        except WorkflowQueryFailedError:
            return _Outcome.UNREADABLE
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return _Outcome.KEPT if seen else _Outcome.GONE
        if seen.says(listing):
            return _Outcome.RIGHT
        if not write:
            return _Outcome.MENDED
        async with database.writing() as connection:
            if await seen.give_way(connection, listing):
                return _Outcome.MENDED
    return _Outcome.CHANGING


async def _record_anew(temporal: Client, request: str) -> None:
    """What the ledger keeps of it beside its listing is of another moment, too."""
    try:
        await temporal.get_workflow_handle(request).signal(PayByInvoiceRequest.record_anew)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:  # it has ended
            raise


async def _where(temporal: Client, request: str, run: str) -> tuple[str | None, int] | None:
    """The run that knows what a request is, and how long its history is; None where the engine has
    it no more."""
    newest = await request_run(temporal, request)
    if newest is not None and newest.run == run:
        return None, newest.events
    try:
        last = await last_run(temporal, request, run)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    there = await request_run(temporal, request, last)
    return (last, there.events) if there is not None else None
