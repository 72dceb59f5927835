"""The engine's own schedules: ledger and engine are held against each other, the inbox of the
bank's files is looked into, what happened at the billing system is taken up and whether it still
collects by invoice is asked, credit is told of limits whose day of review has come, and what is
kept for a while only goes."""

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

from domain.shown import Shown
from engine.connection import reaching
from workflows.bank_inbox import WatchBankInbox
from workflows.clocks import ReconcileClocks
from workflows.drift import WatchBillingSystem
from workflows.following import FollowProvider
from workflows.limits import WatchLimits
from workflows.retention import RetainRecords

LIMITS_LOOKED_AT_EVERY = timedelta(hours=1)


def schedule_id(task_queue: str) -> str:
    """One for each queue: two copies on one engine do not get into each other's way."""
    return f"check-clocks/{task_queue}"


def inbox_schedule_id(task_queue: str) -> str:
    return f"watch-bank-inbox/{task_queue}"


def following_schedule_id(task_queue: str) -> str:
    return f"follow-provider/{task_queue}"


def limits_schedule_id(task_queue: str) -> str:
    return f"watch-limits/{task_queue}"


def drift_schedule_id(task_queue: str) -> str:
    return f"watch-billing-system/{task_queue}"


def retention_schedule_id(task_queue: str) -> str:
    return f"retain-records/{task_queue}"


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
        static_summary=Shown("Ledger and engine held against each other"),
    )
    with reaching(client):
        await _register(client, name, _schedule(action, every))


async def schedule_retention(client: Client, task_queue: str) -> None:
    """The same for the runs that let go of what is kept for a while only: one each day, whether or
    not the policy says so today."""
    name = retention_schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        RetainRecords.run,
        id=name,
        task_queue=task_queue,
        static_summary="What is kept for a while only goes",
    )
    with reaching(client):
        await _register(client, name, _schedule(action, timedelta(days=1)))


async def schedule_inbox(client: Client, task_queue: str, every: timedelta) -> None:
    """The same for looks into the inbox of the bank's files; zero where none is watched."""
    name = inbox_schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        WatchBankInbox.run,
        id=name,
        task_queue=task_queue,
        static_summary=Shown("Files of the bank taken in"),
    )
    with reaching(client):
        if every:
            await _register(client, name, _schedule(action, every), at_once=True)
        else:
            await _pause(client, name, "No inbox is watched.")


async def schedule_drift(client: Client, task_queue: str, every: timedelta) -> None:
    """The same for looks at whether the billing system still collects by invoice; zero where our
    own ledger bills."""
    name = drift_schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        WatchBillingSystem.run,
        id=name,
        task_queue=task_queue,
        static_summary=Shown("The billing system held against what was switched"),
    )
    with reaching(client):
        if every:
            await _register(client, name, _schedule(action, every))
        else:
            await _pause(client, name, "Our own ledger bills, or nobody wants it looked at.")


async def schedule_following(client: Client, task_queue: str, on: bool) -> None:
    """The same for what happened at the billing system; off where it tells nothing. A hint that
    comes while others are taken up is taken up right after them, and one that was put off within
    the minute."""
    name = following_schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        FollowProvider.run,
        id=name,
        task_queue=task_queue,
        static_summary="What happened at the billing system",
    )
    with reaching(client):
        if on:
            every = timedelta(minutes=1)
            wanted = _schedule(action, every, ScheduleOverlapPolicy.BUFFER_ONE)
            await _register(client, name, wanted)
        else:
            await _pause(client, name, "The billing system tells nothing.")


async def schedule_reviews(client: Client, task_queue: str) -> None:
    """The same for limits that are to be reviewed; of a day on which nothing ran, the next look
    tells."""
    name = limits_schedule_id(task_queue)
    action = ScheduleActionStartWorkflow(
        WatchLimits.run,
        id=name,
        task_queue=task_queue,
        static_summary="Credit limits to be reviewed",
    )
    with reaching(client):
        await _register(client, name, _schedule(action, LIMITS_LOOKED_AT_EVERY))


async def check_now(client: Client, task_queue: str) -> None:
    """Has the schedule check at once; nothing where there is no schedule."""
    with suppress(RPCError):
        await client.get_schedule_handle(schedule_id(task_queue)).trigger()


async def _pause(client: Client, name: str, why: str) -> None:
    try:
        await client.get_schedule_handle(name).pause(note=why)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


async def _register(client: Client, name: str, wanted: Schedule, *, at_once: bool = False) -> None:
    """A new one does its work for the first time now, where that is wanted."""
    try:
        await client.create_schedule(name, wanted, trigger_immediately=at_once)
    except ScheduleAlreadyRunningError:

        def as_wanted(present: ScheduleUpdateInput) -> ScheduleUpdate | None:
            there = present.description.schedule
            same = there.spec.intervals == wanted.spec.intervals
            paused = there.state.paused == wanted.state.paused
            return None if same and paused else ScheduleUpdate(schedule=wanted)

        await client.get_schedule_handle(name).update(as_wanted)


def _schedule(
    action: ScheduleActionStartWorkflow,
    every: timedelta,
    overlap: ScheduleOverlapPolicy = ScheduleOverlapPolicy.SKIP,
) -> Schedule:
    return Schedule(
        action=action,
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every or timedelta(days=1))]),
        policy=SchedulePolicy(
            overlap=overlap,
            # What was missed while no engine ran is made up for by the next one.
            catchup_window=timedelta(minutes=1),
        ),
        state=ScheduleState(paused=not every),
    )
