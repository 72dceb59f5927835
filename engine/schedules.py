"""The engine's own schedule that has ledger and engine held against each other."""

from contextlib import suppress
from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError

from workflows.clocks import ReconcileClocks


def schedule_id(task_queue: str) -> str:
    """One for each queue: two copies on one engine do not get into each other's way."""
    return f"check-clocks/{task_queue}"


async def schedule_checks(client: Client, task_queue: str, every: timedelta) -> None:
    """Registers it, or changes it to what is said here; the same however many workers start.

    Args:
        every: How often; zero pauses it.
    """
    wanted = _schedule(task_queue, every)
    try:
        await client.create_schedule(schedule_id(task_queue), wanted)
    except ScheduleAlreadyRunningError:

        def as_wanted(present: ScheduleUpdateInput) -> ScheduleUpdate | None:
            same = present.description.schedule.spec.intervals == wanted.spec.intervals
            return None if same else ScheduleUpdate(schedule=wanted)

        await client.get_schedule_handle(schedule_id(task_queue)).update(as_wanted)


async def check_now(client: Client, task_queue: str) -> None:
    """Has the schedule check at once; nothing where there is no schedule."""
    with suppress(RPCError):
        await client.get_schedule_handle(schedule_id(task_queue)).trigger()


def _schedule(task_queue: str, every: timedelta) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(
            ReconcileClocks.run,
            id=schedule_id(task_queue),
            task_queue=task_queue,
            static_summary="Ledger and engine held against each other",
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every or timedelta(days=1))]),
        policy=SchedulePolicy(
            overlap=ScheduleOverlapPolicy.SKIP,
            # What was missed while no engine ran is made up for by the next one.
            catchup_window=timedelta(minutes=1),
        ),
        state=ScheduleState(paused=not every),
    )
