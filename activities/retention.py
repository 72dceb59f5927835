"""Deletes what is kept for a while only, as a step of the schedule's workflow."""

from collections.abc import Awaitable, Callable

from pydantic import BaseModel
from temporalio import activity

from domain.retention.retention import Gone


class ApplyRetention(BaseModel):
    """What is due now."""


class RetentionApplied(BaseModel):
    counts: dict[str, int] = {}
    """How much went of each kind, never whose."""


class RetentionActivities:
    def __init__(self, apply: Callable[[Callable[[], None]], Awaitable[Gone]]) -> None:
        """Args:
        apply: Deletes what is due, and calls what it is given as it goes on.
        """
        self._apply = apply

    @activity.defn
    async def apply_retention(self, order: ApplyRetention) -> RetentionApplied:
        """Another attempt continues with what is still there."""
        gone = await self._apply(activity.heartbeat)
        return RetentionApplied(counts={str(what): n for what, n in gone.counts.items()})
