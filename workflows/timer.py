"""The one timer of a request."""

import asyncio
from datetime import UTC, datetime

from temporalio import workflow

from domain.requests.deadlines import Due
from domain.values.shown import Shown


class Timer:
    """Fires at the next deadline, or before it.

    Most deadlines only move later. A timer that was set for an earlier one stays and fires then,
    and its request checks what is due: one event in history, and often none, instead of two for
    each deadline that moved.
    """

    def __init__(self) -> None:
        self._fires_at = datetime.max.replace(tzinfo=UTC)
        self._sleeping: asyncio.Task[None] | None = None

    def set_for(self, due: Due) -> None:
        """Sets it, under the deadline's name, unless it fires by then anyway."""
        if self._sleeping is not None:
            if self._fires_at <= due.at:
                return
            self._sleeping.cancel()
        left = due.at - workflow.now()
        self._fires_at = due.at
        self._sleeping = asyncio.create_task(workflow.sleep(left, summary=Shown(due.alarm)))

    @property
    def has_fired(self) -> bool:
        """Whether it has fired and that was not acknowledged yet."""
        return self._sleeping is not None and self._sleeping.done()

    def acknowledge(self) -> None:
        if self.has_fired:
            self._sleeping = None
