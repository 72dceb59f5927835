"""What a durable request does beside its process: telling people, being listed, and keeping
Temporal's own pages up to date."""

import asyncio

from temporalio import workflow

from activities.notifications import News, NotificationActivities
from domain.requests.request import Request
from workflows.listing import Lister
from workflows.publishing import Publisher, stamp_of
from workflows.steps import Steps


class Plumbing(Steps):
    """The base of the workflow of one request."""

    def __init__(self, request: Request) -> None:
        super().__init__()
        self._request = request
        self._lister = Lister()
        self._publisher = Publisher()
        self._notifying = False
        self._background_tasks: list[asyncio.Task[None]] = []

    def start_background_tasks(self) -> None:
        """Starts what goes on beside the main line."""
        self._background_tasks = [
            asyncio.create_task(self._keep_notifying()),
            asyncio.create_task(self._keep_publishing()),
        ]

    async def finish_background_tasks(self) -> None:
        """Ends it, with everybody told and everything shown."""
        await workflow.wait_condition(
            lambda: not (self._notifying or self._has_news) or self.background_task_failed
        )
        self.raise_background_failure()
        for task in self._background_tasks:
            task.cancel()
        self._publisher.publish_request(self._request)

    @property
    def background_task_failed(self) -> bool:
        return any(task.done() for task in self._background_tasks)

    def raise_background_failure(self) -> None:
        """A bug there stops the request where people see it: as a failing workflow task, which
        goes on by itself once the worker is mended."""
        for task in self._background_tasks:
            if task.done():
                task.result()

    @property
    def _has_news(self) -> bool:
        request = self._request
        return bool(request.outgoing) or (
            self._step_is_complete and self._lister.has_changed(request)
        )

    @property
    def _step_is_complete(self) -> bool:
        """Or cannot be for now: what waits for an outage to end is shown as it stands."""
        return self.retrying or not (self._request.to_assess or self._request.switching_by)

    async def _keep_notifying(self) -> None:
        """Hands notices over, and how the request is listed, beside the main line: what cannot be
        told yet holds up nothing, and is told as it is by then."""
        request = self._request
        while True:
            await workflow.wait_condition(lambda: self._has_news)
            notices, request.outgoing = tuple(request.outgoing), []
            # Notices take along how it is listed even within a step, which often ends like that.
            listing = self._lister.news_of(request)
            if notices or listing is not None:
                self._notifying = True
                news = News(notices=notices, listing=listing)
                await self.step(NotificationActivities.record_news, news, background=True)
                self._notifying = False

    async def _keep_publishing(self) -> None:
        """Keeps Temporal's own pages and listings up to date, each time a step is complete."""
        request = self._request
        while True:
            await workflow.wait_condition(
                lambda: (
                    self._step_is_complete and self._publisher.shows_other_than(stamp_of(request))
                )
            )
            self._publisher.publish_request(request)
