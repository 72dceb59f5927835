"""The one timer of a request."""

import asyncio
from datetime import UTC, datetime

from temporalio import workflow

from domain.requests.deadlines import Due
from domain.shown import Shown


class Timer:
    """Rings at the next deadline, or before it.

    Most deadlines only move later. A timer that was set for an earlier one is left to ring then,
    and its request looks what is due: that is one event in history, and often none, instead of two
    for each deadline that moved.
    """

    def __init__(self) -> None:
        self._rings_at = datetime.max.replace(tzinfo=UTC)
        self._ringing: asyncio.Task[None] | None = None

    def set_for(self, due: Due) -> None:
        """Sets it, under the deadline's name, unless it rings by then anyway."""
        if self._ringing is not None:
            if self._rings_at <= due.at:
                return
            self._ringing.cancel()
        left = due.at - workflow.now()
        self._rings_at = due.at
        self._ringing = asyncio.create_task(workflow.sleep(left, summary=Shown(due.alarm)))

    @property
    def rings(self) -> bool:
        """Whether it has rung and nobody has looked yet."""
        return self._ringing is not None and self._ringing.done()

    def looked(self) -> None:
        if self.rings:
            self._ringing = None
