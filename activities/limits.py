"""Notifies credit of limits that are to be reviewed or have lapsed, as a step of the schedule's
workflow."""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel
from temporalio import activity

from application.limits.lapse import notify_lapsed
from application.limits.review import notify_due_reviews
from application.ports.ledger import Ledger


class ReviewsNotified(BaseModel):
    told: int = 0
    """How many limits credit was notified of."""
    lapsed: int = 0
    """How many proposed ones that nobody confirmed in time."""


class LimitActivities:
    def __init__(
        self,
        ledger: Ledger,
        wake: Callable[[], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ledger = ledger
        self._wake = wake
        self._clock = clock

    @activity.defn(name="tell_of_reviews")
    async def notify_reviews(self) -> ReviewsNotified:
        """Notifies credit of every limit whose day of review has come, and of every proposed one
        that has lapsed, once. A second attempt continues with those that the first one left."""
        now = self._clock()
        told = await notify_due_reviews(self._ledger, now)
        lapsed = await notify_lapsed(self._ledger, now)
        if told or lapsed:
            self._wake()
        return ReviewsNotified(told=told, lapsed=lapsed)
