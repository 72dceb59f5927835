"""The two ends of a workflow's history."""

from typing import Any

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHandle, WorkflowHistoryEventFilterType


async def first_event(workflow: WorkflowHandle[Any, Any]) -> HistoryEvent:
    """How it began; raises RPCError."""
    async for event in workflow.fetch_history_events(page_size=1):
        return event
    raise LookupError("a history without events")


async def closing_event(workflow: WorkflowHandle[Any, Any], *, waits: bool = False) -> HistoryEvent:
    """How it ended; raises RPCError.

    Args:
        waits: One that runs is waited for, however long that takes. Without, it must have ended.
    """
    closing = workflow.fetch_history_events(
        wait_new_event=waits, event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT
    )
    async for event in closing:
        return event
    raise LookupError("a history without an end")
