"""Moves what runs in the engine under the codec: a run whose history is in clear ends, and the next
one goes on from what it was."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.signalling import SIGNALLED_AT_ONCE, TERMS
from domain.webhooks.endpoint import endpoint_of
from engine.clear_text.histories import says_something
from engine.histories import closing_event, first_event
from engine.provider_calls import start_calls
from engine.refusals import LISTED_WITHIN, answering
from engine.webhooks import start_delivery
from workflows.provider_calls import TellProvider
from workflows.request import PayByInvoiceRequest
from workflows.webhooks import DeliverWebhooks

_IN_ALL = "the engine's workflows"
_SIGNAL = "begin_another_run"
_GOES_ON_WITHIN = 10.0
"""Seconds after which a run that did not end is left for the next time: something is under way."""

_ANSWERED_WITHIN = timedelta(minutes=1)
"""By the engine, which may be busy: all of what is asked about one run."""

_TAKE_THE_SIGNAL = (PayByInvoiceRequest.__name__, TERMS)
_STARTED_AGAIN = (DeliverWebhooks.__name__, TellProvider.__name__)

Found = TypeVar("Found")


class Fate(StrEnum):
    """What became of a run."""

    SEALED = "sealed"
    """Nothing of it was in clear, or it has ended meanwhile."""
    MOVED = "moved"
    UNDER_WAY = "under_way"
    """A step of it is under way, or no worker took it."""
    CLEAR_AGAIN = "clear_again"
    """Its worker has no master key."""
    ENDS_SOON = "ends_soon"
    """It is of a schedule, and ends by itself."""


@dataclass(frozen=True)
class ClearRun:
    workflow_id: str
    run: str
    kind: str
    """The name of its workflow."""


async def running(
    temporal: Client, task_queue: str, before: datetime | None = None
) -> Sequence[ClearRun]:
    """What runs on this task queue, whatever its history says; only what began before then."""
    asked = f"TaskQueue = '{task_queue}' AND ExecutionStatus = 'Running'"
    if before is not None:
        asked += f" AND StartTime < '{before.isoformat()}'"
    async with answering(_IN_ALL, LISTED_WITHIN):
        return [
            ClearRun(each.id, each.run_id or "", each.workflow_type or "")
            async for each in temporal.list_workflows(asked, page_size=1000)
        ]


async def in_clear(temporal: Client, runs: Sequence[ClearRun]) -> Sequence[ClearRun]:
    """Those of them that still run and whose histories say something in clear."""
    found = await _each_of(runs, lambda each: _is_clear(temporal, each))
    return [run for run, (clear, _) in zip(runs, found, strict=True) if clear]


async def move(temporal: Client, task_queue: str, runs: Sequence[ClearRun]) -> Counter[Any]:
    """Moves those that are in clear, and counts what became of them, by kind and `Fate`.

    Raises:
        ServiceUnreachable: the engine does not answer. What was moved is moved.
    """
    fates = await _each_of(runs, lambda each: _moved(temporal, task_queue, each))
    counted = Counter((run.kind, fate) for run, fate in zip(runs, fates, strict=True))
    late = [run for run, fate in zip(runs, fates, strict=True) if fate is Fate.UNDER_WAY]
    still = await in_clear(temporal, late)
    for run in late:
        if run not in still:  # a busy worker took its time
            counted[run.kind, Fate.UNDER_WAY] -= 1
            counted[run.kind, Fate.MOVED] += 1
    return +counted


async def _each_of(
    runs: Sequence[ClearRun], do: Callable[[ClearRun], Awaitable[Found]]
) -> list[Found]:
    """For all of them, some at a time, so that no more of them ever wait for a worker."""
    slots = asyncio.Semaphore(SIGNALLED_AT_ONCE)

    async def one(run: ClearRun) -> Found:
        async with slots, answering(run.workflow_id, _ANSWERED_WITHIN):
            return await do(run)

    tasks = [asyncio.create_task(one(run)) for run in runs]
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()


async def _moved(temporal: Client, task_queue: str, run: ClearRun) -> Fate:
    clear, told = await _is_clear(temporal, run)
    if not clear:
        return Fate.SEALED
    if run.kind in _STARTED_AGAIN:
        await _start_again(temporal, task_queue, run)
        return Fate.MOVED
    if run.kind not in _TAKE_THE_SIGNAL:
        return Fate.ENDS_SOON
    workflow = temporal.get_workflow_handle(run.workflow_id, run_id=run.run)
    try:
        if not told:
            await workflow.signal(_SIGNAL)
        async with asyncio.timeout(_GOES_ON_WITHIN):
            ended = await closing_event(workflow, waits=True)
    except TimeoutError:
        return Fate.UNDER_WAY
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return Fate.SEALED
    if ended.event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
        return Fate.SEALED
    return Fate.CLEAR_AGAIN if says_something(ended) else Fate.MOVED


async def _is_clear(temporal: Client, run: ClearRun) -> tuple[bool, bool]:
    """Whether it runs and says something in clear; and whether it was told already."""
    workflow = temporal.get_workflow_handle(run.workflow_id, run_id=run.run)
    clear = told = False
    try:
        async for event in workflow.fetch_history_events():
            clear = clear or says_something(event)
            signalled = event.workflow_execution_signaled_event_attributes
            told = told or signalled.signal_name == _SIGNAL
        if clear and (await workflow.describe()).status is not WorkflowExecutionStatus.RUNNING:
            return False, told
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False, told
    return clear, told


async def _start_again(temporal: Client, task_queue: str, run: ClearRun) -> None:
    """A workflow that keeps nothing of its own: the ledger has it."""
    if run.kind == DeliverWebhooks.__name__:
        await start_delivery(temporal, task_queue, endpoint_of(run.workflow_id), anew=True)
        return
    began = await first_event(temporal.get_workflow_handle(run.workflow_id))
    said = began.workflow_execution_started_event_attributes.input.payloads
    (provider,) = await temporal.data_converter.decode(said, [str])
    await start_calls(temporal, task_queue, provider, anew=True)
