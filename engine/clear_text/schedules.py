"""Has the engine's own schedules forget what their last runs said in clear: each hands the result
of its last run to the next."""

from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from engine.clear_text.histories import says_something
from engine.histories import closing_event
from engine.refusals import answering
from engine.schedules import OWN, OwnSchedule


async def schedules_in_clear(temporal: Client, task_queue: str) -> list[OwnSchedule]:
    """Those whose next run would be told something in clear."""
    return [each for each in OWN if await _is_clear(temporal, task_queue, each)]


async def run_again(temporal: Client, task_queue: str, schedule: OwnSchedule) -> None:
    """Another run gives the next a sealed result. One that is off is taken away; it is made anew
    where it is wanted."""
    handle = temporal.get_schedule_handle(schedule.id(task_queue))
    async with answering(handle.id):
        off = (await handle.describe()).schedule.state.paused and schedule.off_because is not None
        await (handle.delete() if off else handle.trigger())


async def _is_clear(temporal: Client, task_queue: str, schedule: OwnSchedule) -> bool:
    handle = temporal.get_schedule_handle(schedule.id(task_queue))
    ended = f"TemporalScheduledById = '{handle.id}' AND ExecutionStatus IN ('Completed', 'Failed')"
    async with answering(handle.id):
        try:
            made = (await handle.describe()).info.created_at
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        async for newest in temporal.list_workflows(ended, limit=1):
            if newest.start_time < made:
                return False  # of one of the same name before it
            run = temporal.get_workflow_handle(newest.id, run_id=newest.run_id)
            return says_something(await closing_event(run))
    return False
