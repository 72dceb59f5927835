"""The runs that a workflow has had, one continuing the other."""

from dataclasses import dataclass, field

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client

from tests.workflows.system import failed_tasks

_MESSAGE = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED


@dataclass
class Runs:
    """From the present one back to the first."""

    ends: list[int] = field(default_factory=list)
    """The last event of each."""
    sizes: list[int] = field(default_factory=list)
    """Bytes of history, as the engine counts them."""
    messages: list[int] = field(default_factory=list)
    failed_tasks: list[str] = field(default_factory=list)
    """What made tasks of any of them fail."""


async def runs_of(temporal: Client, workflow_id: str) -> Runs:
    runs = Runs()
    run: str | None = None
    while run != "":
        handle = temporal.get_workflow_handle(workflow_id, run_id=run)
        described = (await handle.describe()).raw_description.workflow_execution_info
        history = await handle.fetch_history()
        events = history.events
        runs.ends.append(events[-1].event_type)
        runs.sizes.append(described.history_size_bytes)
        runs.messages.append(sum(event.event_type == _MESSAGE for event in events))
        runs.failed_tasks += failed_tasks(history)
        run = events[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return runs
