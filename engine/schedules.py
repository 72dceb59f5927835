"""The engine's own schedules: ledger and engine are held against each other, and the inbox of the
bank's files is looked into."""

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
from temporalio.service import RPCError, RPCStatusCode

from engine.connection import reaching
from workflows.bank_inbox import WatchBankInbox
from workflows.clocks import ReconcileClocks


def schedule_id(task_queue: str) -> str:
    """One for each queue: two copies on one engine do not get into each other's way."""
    return f"check-clocks/{task_queue}"


def inbox_schedule_id(task_queue: str) -> str:
    return f"watch-bank-inbox/{task_queue}"


async def schedule_checks(client: Client, task_queue: str, every: timedelta) -> None:
    """Registers it, or changes it to what is said here; the same however many workers start.

    Args:
        every: How often; zero pauses it.

    Raises:
        ServiceUnreachable: the engine is lost meanwhile.
    """
    name = schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        ReconcileClocks.run,
        id=name,
        task_queue=task_queue,
        static_summary="Ledger and engine held against each other",
    )
    with reaching(client):
        await _register(client, name, _schedule(action, every))


async def schedule_inbox(client: Client, task_queue: str, every: timedelta) -> None:
    """The same for looks into the inbox of the bank's files; zero where none is watched."""
    name = inbox_schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        WatchBankInbox.run,
        id=name,
        task_queue=task_queue,
        static_summary="Files of the bank taken in",
    )
    with reaching(client):
        if every:
            await _register(client, name, _schedule(action, every))
        else:
            await _pause(client, name)


async def check_now(client: Client, task_queue: str) -> None:
    """Has the schedule check at once; nothing where there is no schedule."""
    with suppress(RPCError):
        await client.get_schedule_handle(schedule_id(task_queue)).trigger()


async def _pause(client: Client, name: str) -> None:
    try:
        await client.get_schedule_handle(name).pause(note="No inbox is watched.")
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _register(client: Client, name: str, wanted: Schedule) -> None:
    try:
        await client.create_schedule(name, wanted)
    except ScheduleAlreadyRunningError:

        def as_wanted(present: ScheduleUpdateInput) -> ScheduleUpdate | None:
            there = present.description.schedule
            same = there.spec.intervals == wanted.spec.intervals
            paused = there.state.paused == wanted.state.paused
            return None if same and paused else ScheduleUpdate(schedule=wanted)

        await client.get_schedule_handle(name).update(as_wanted)


def _schedule(action: ScheduleActionStartWorkflow, every: timedelta) -> Schedule:
    return Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every or timedelta(days=1))]),
        policy=SchedulePolicy(
            overlap=ScheduleOverlapPolicy.SKIP,
            # What was missed while no engine ran is made up for by the next one.
            catchup_window=timedelta(minutes=1),
        ),
        state=ScheduleState(paused=not every),
    )
