"""Background tasks of a request's workflow: sending notices, listing the request, and updating what
Temporal shows of it."""

import asyncio

from temporalio import workflow

from activities.notifications import News, NotificationActivities
from domain.requests.request import Request
from workflows.listing import Lister
from workflows.publishing import Publisher, stamp_of
from workflows.steps import Steps


class BackgroundTasks(Steps):
    """The base class of the workflow of one request."""

    def __init__(self, request: Request, lister: Lister) -> None:
        super().__init__()
        self._request = request
        self._lister = lister
        self._publisher = Publisher()
        self._notifying = False
        self._background_tasks: list[asyncio.Task[None]] = []

    def start_background_tasks(self) -> None:
        """Starts the tasks that run concurrently with the workflow's `run`."""
        self._background_tasks = [
            asyncio.create_task(self._keep_notifying()),
            asyncio.create_task(self._keep_publishing()),
        ]

    async def finish_background_tasks(self) -> None:
        """Ends them once every notice is sent and everything is shown."""
        await self.news_recorded()
        self.cancel_background_tasks()
        self._publisher.publish_request(self._request)

    def cancel_background_tasks(self) -> None:
        for task in self._background_tasks:
            task.cancel()

    @property
    def has_news_to_record(self) -> bool:
        return self._notifying or self._has_news

    async def news_recorded(self) -> None:
        """Returns once the ledger has everything that there is to say."""
        await workflow.wait_condition(
            lambda: not self.has_news_to_record or self.background_task_failed
        )
        self.raise_background_failure()

    @property
    def background_task_failed(self) -> bool:
        return any(task.done() for task in self._background_tasks)

    def raise_background_failure(self) -> None:
        """Raises what a background task raised: a bug there shows as a failing workflow task. The
        workflow continues by itself once the worker is fixed."""
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
        """True during an outage as well: what is being retried is shown in its present state."""
        return self.retrying or not (self._request.to_assess or self._request.switching_by)

    async def _keep_notifying(self) -> None:
        """Records notices and how the request is listed. While that fails it is retried, and `run`
        does not wait for it."""
        request = self._request
        while True:
            await workflow.wait_condition(lambda: self._has_news)
            notices, request.outgoing = tuple(request.outgoing), []
            # Even in the middle of a step, notices take the listing along: often it is final then.
            listing = self._lister.news_of(request)
            if notices or listing is not None:
                record = None if listing is None else self._lister.record_of(request)
                await self._record(News(notices=notices, listing=listing, record=record))

    async def _record(self, news: News) -> None:
        self._notifying = True
        answer = await self.step(NotificationActivities.record_news, news, background=True)
        self._notifying = False
        if answer is not None:
            self._lister.note_recorded(answer.entries)

    async def _keep_publishing(self) -> None:
        """Updates what Temporal shows and lists, each time a step is complete."""
        request = self._request
        while True:
            await workflow.wait_condition(
                lambda: (
                    self._step_is_complete and self._publisher.shows_other_than(stamp_of(request))
                )
            )
            self._publisher.publish_request(request)
