"""What a durable request does beside its process: telling people, keeping Temporal's own pages up
to date, and taking steps outside that survive an outage."""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import FailureError, is_cancelled_exception

from activities.notifications import NotificationActivities
from domain.request import Request
from workflows.options import PATIENT, QUICK
from workflows.publishing import Publisher


class Plumbing:
    """The base of the workflow of one request."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._publisher = Publisher()
        self._notifying = False
        self._steps_held_up = 0
        self._beside: list[asyncio.Task[None]] = []

    @property
    def held_up(self) -> bool:
        """Whether a step waits for an outage to end."""
        return self._steps_held_up > 0

    async def step(self, activity: Any, order: Any) -> Any:
        """One step outside: at once and locally, or patiently as a regular activity while what it
        needs is away. An order carries its own idempotency key, so either may run again."""
        try:
            return await workflow.execute_local_activity_method(activity, order, **QUICK)
        except FailureError as failure:  # a local activity's own, not wrapped in an ActivityError
            if is_cancelled_exception(failure):
                raise
        self._steps_held_up += 1
        try:
            return await workflow.execute_activity_method(activity, order, **PATIENT)
        finally:
            self._steps_held_up -= 1

    def start_beside(self) -> None:
        """Starts what goes on beside the main line."""
        self._beside = [
            asyncio.create_task(self._keep_notifying()),
            asyncio.create_task(self._keep_publishing()),
        ]

    async def finish_beside(self) -> None:
        """Ends it, with everybody told and everything shown."""
        await workflow.wait_condition(
            lambda: not (self._notifying or self._request.outgoing) or self.failed_beside
        )
        self.raise_what_failed_beside()
        for task in self._beside:
            task.cancel()
        self._publisher.publish(self._request)

    @property
    def failed_beside(self) -> bool:
        return any(task.done() for task in self._beside)

    def raise_what_failed_beside(self) -> None:
        """A bug there stops the request where people see it: as a failing workflow task, which
        goes on by itself once the worker is mended."""
        for task in self._beside:
            if task.done():
                task.result()

    async def _keep_notifying(self) -> None:
        """Hands notices over beside the main line: what cannot be told yet holds up nothing."""
        while True:
            await workflow.wait_condition(lambda: bool(self._request.outgoing))
            self._notifying, notices, self._request.outgoing = True, self._request.outgoing, []
            await self.step(NotificationActivities.tell, notices)
            self._notifying = False

    async def _keep_publishing(self) -> None:
        """Keeps Temporal's own pages and listings up to date, each time a step is complete."""
        request = self._request
        while True:
            await workflow.wait_condition(
                lambda: (
                    (self.held_up or not (request.to_assess or request.switching_by))
                    and self._publisher.is_stale(request)
                )
            )
            self._publisher.publish(request)
