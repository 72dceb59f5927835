"""The runs of requests' workflows: which of them are the same request, and how long their histories
are together."""

from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from application.ports.clocks import RequestRun
from domain.errors import ClearRefused, KeyDestroyed
from engine.histories import closing_event, first_event

_ENDED_WELL = (WorkflowExecutionStatus.COMPLETED,)


async def request_run(temporal: Client, request: str, run: str | None = None) -> RequestRun | None:
    """What the engine has of a run, by default of the newest; None where it has none."""
    workflow = temporal.get_workflow_handle(request, run_id=run)
    try:
        described = await workflow.describe()
        exactly = temporal.get_workflow_handle(request, run_id=described.run_id)
        began = await first_event(exactly)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    try:
        line, before = await _begun(temporal, began, described.run_id)
        told = True
    except (KeyDestroyed, ClearRefused):
        line, before, told = described.run_id, 0, False
    return RequestRun(
        run=line,
        running=described.status is WorkflowExecutionStatus.RUNNING,
        came_to_its_end=described.status in _ENDED_WELL,
        events=before + described.history_length,
        told=told,
    )


async def last_run(temporal: Client, request: str, run: str) -> str:
    """The run in which the one of this id goes on, or went on at last."""
    while True:
        workflow = temporal.get_workflow_handle(request, run_id=run)
        ended = await closing_event(workflow)
        if not ended.HasField("workflow_execution_continued_as_new_event_attributes"):
            return run
        run = ended.workflow_execution_continued_as_new_event_attributes.new_execution_run_id


async def _begun(temporal: Client, started: HistoryEvent, run: str) -> tuple[str, int]:
    """The run that the request is listed under, and how long the histories before this one were."""
    said = started.workflow_execution_started_event_attributes.input.payloads
    (life,) = await temporal.data_converter.decode(said, [dict[str, Any]]) if said else ({},)
    if "opening_key" in life and "run" in life:
        return str(life["run"]), int(life.get("events", 0))
    return run, 0
