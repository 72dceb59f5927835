"""What a durable request does beside its process: telling people, and keeping Temporal's own pages
up to date."""

import asyncio

from temporalio import workflow

from activities.notifications import NotificationActivities
from domain.request import Request
from workflows.publishing import Publisher, stamp_of
from workflows.steps import Steps


class Plumbing(Steps):
    """The base of the workflow of one request."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self._request = request
        self._publisher = Publisher()
        self._notifying = False
        self._beside: list[asyncio.Task[None]] = []

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
        self._publisher.publish_request(self._request)

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
                    and self._publisher.shows_other_than(stamp_of(request))
                )
            )
            self._publisher.publish_request(request)
