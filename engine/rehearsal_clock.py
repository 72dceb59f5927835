"""A workflow's time: in a rehearsal its clock is ahead of the real one."""

from datetime import UTC, datetime

from temporalio.client import Client
from temporalio.service import RPCError


async def time_of(temporal: Client, workflow_id: str) -> datetime:
    """The time for this workflow."""
    from temporalio.testing import TimeSkipper

    handle = temporal.get_workflow_handle(workflow_id)
    try:
        return await TimeSkipper(temporal).get_current_time(handle)
    except (RPCError, RuntimeError):
        # No engine answers, or it does not skip time.
        return datetime.now(UTC)
