"""The engine's own schedules: ledger and engine are compared, the inbox of the
bank's files is looked into, what happened at the billing system is taken up and whether it still
collects by invoice is asked, credit is told of limits whose day of review has come, and what is
kept for a while only goes."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

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
from temporalio.types import MethodAsyncNoParam

from domain.values.shown import Shown
from engine.connection import reaching
from settings import Settings
from workflows.bank_inbox import WatchBankInbox
from workflows.clocks import ReconcileClocks
from workflows.drift import WatchBillingSystem
from workflows.following import FollowProvider
from workflows.limits import WatchLimits
from workflows.retention import RetainRecords

HINTS_TAKEN_UP_EVERY = timedelta(minutes=1)
LIMITS_LOOKED_AT_EVERY = timedelta(hours=1)
RETENTION_APPLIED_EVERY = timedelta(days=1)


@dataclass(frozen=True)
class OwnSchedule:
    """One that starts a workflow, the same however many workers register it."""

    name: str
    workflow: MethodAsyncNoParam[Any, Any]
    summary: Shown
    how_often: Callable[[Settings], timedelta]
    """By the settings of a worker; zero where it is off."""
    off_because: str | None = None
    """Why it may be off: none is made then, and one that is there is paused. None for one that is
    made in any case, since it is asked for by hand, too."""
    overlap: ScheduleOverlapPolicy = ScheduleOverlapPolicy.SKIP
    at_once: bool = False
    """Whether a new one does its work for the first time now."""

    def id(self, task_queue: str) -> str:
        """One for each queue: two copies on one engine do not get into each other's way."""
        return f"{self.name}/{task_queue}"

    async def register(self, client: Client, task_queue: str, every: timedelta) -> None:
        """Registers it, or changes it to what is said here.

        Args:
            every: How often; zero pauses it.

        Raises:
            ServiceUnreachable: the engine is lost meanwhile.
        """
        with reaching(client):
            if not every and self.off_because is not None:
                await self._pause(client, task_queue, self.off_because)
            else:
                await self._register(client, task_queue, every)

    async def restore(self, client: Client, task_queue: str, every: timedelta) -> None:
        """Makes it again where the engine has it no more. One that is there stays as it is:
        somebody may have paused it, and another worker may say otherwise how often.

        Raises:
            ServiceUnreachable: the engine is away.
        """
        if every or self.off_because is None:
            with reaching(client), suppress(ScheduleAlreadyRunningError):
                await self._create(client, task_queue, every)

    async def _pause(self, client: Client, task_queue: str, why: str) -> None:
        try:
            await client.get_schedule_handle(self.id(task_queue)).pause(note=why)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise

    async def _register(self, client: Client, task_queue: str, every: timedelta) -> None:
        name, wanted = self.id(task_queue), self._wanted(task_queue, every)
        try:
            await self._create(client, task_queue, every)
        except ScheduleAlreadyRunningError:

            def as_wanted(present: ScheduleUpdateInput) -> ScheduleUpdate | None:
                there = present.description.schedule
                same = there.spec.intervals == wanted.spec.intervals
                paused = there.state.paused == wanted.state.paused
                return None if same and paused else ScheduleUpdate(schedule=wanted)

            await client.get_schedule_handle(name).update(as_wanted)

    async def _create(self, client: Client, task_queue: str, every: timedelta) -> None:
        name, wanted = self.id(task_queue), self._wanted(task_queue, every)
        await client.create_schedule(name, wanted, trigger_immediately=self.at_once)

    def _wanted(self, task_queue: str, every: timedelta) -> Schedule:
        return Schedule(
            action=ScheduleActionStartWorkflow(
                self.workflow,
                id=self.id(task_queue),
                task_queue=task_queue,
                static_summary=self.summary,
            ),
            spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every or timedelta(days=1))]),
            policy=SchedulePolicy(
                overlap=self.overlap,
                # What was missed while no engine ran is made up for by the next one.
                catchup_window=timedelta(minutes=1),
            ),
            state=ScheduleState(paused=not every),
        )


CHECKS = OwnSchedule(
    "check-clocks",
    ReconcileClocks.run,
    Shown("Ledger and engine held against each other"),
    lambda settings: settings.clocks_checked_every,
)

RETENTION = OwnSchedule(
    "retain-records",
    RetainRecords.run,
    Shown("What is kept for a while only goes"),
    lambda _: RETENTION_APPLIED_EVERY,
)
"""It runs whether or not the policy says today that something goes."""

INBOX = OwnSchedule(
    "watch-bank-inbox",
    WatchBankInbox.run,
    Shown("Files of the bank taken in"),
    lambda settings: settings.bank_inbox_every,
    off_because="No inbox is watched.",
    at_once=True,
)

DRIFT = OwnSchedule(
    "watch-billing-system",
    WatchBillingSystem.run,
    Shown("The billing system held against what was switched"),
    lambda settings: settings.provider_checked_every,
    off_because="Our own ledger bills, or nobody wants it looked at.",
)

FOLLOWING = OwnSchedule(
    "follow-provider",
    FollowProvider.run,
    Shown("What happened at the billing system"),
    lambda settings: HINTS_TAKEN_UP_EVERY if settings.followed_every else timedelta(0),
    off_because="The billing system tells nothing.",
    overlap=ScheduleOverlapPolicy.BUFFER_ONE,
)
"""A hint that comes while others are taken up is taken up right after them, and one that was put
off within the minute."""

REVIEWS = OwnSchedule(
    "watch-limits",
    WatchLimits.run,
    Shown("Credit limits to be reviewed"),
    lambda _: LIMITS_LOOKED_AT_EVERY,
)
"""Of a day on which nothing ran, the next look tells."""

OWN = (CHECKS, RETENTION, INBOX, FOLLOWING, REVIEWS, DRIFT)
"""All of them."""


async def register_all(client: Client, settings: Settings) -> None:
    """All of them, as a worker's settings have them.

    Raises:
        ServiceUnreachable: the engine is lost meanwhile.
    """
    for schedule in OWN:
        await schedule.register(client, settings.task_queue, schedule.how_often(settings))


async def restore_all(client: Client, settings: Settings) -> None:
    """Those that the engine has no more: it was replaced or restored, or somebody deleted one.

    Raises:
        ServiceUnreachable: the engine is away.
    """
    for schedule in OWN:
        await schedule.restore(client, settings.task_queue, schedule.how_often(settings))


async def check_now(client: Client, task_queue: str) -> None:
    """Has the schedule check at once; nothing where there is no schedule."""
    with suppress(RPCError):
        await client.get_schedule_handle(CHECKS.id(task_queue)).trigger()
