"""Credit is told of limits that are to be reviewed or have lapsed, as a step of the schedule's
workflow."""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel
from temporalio import activity

from application.limits.lapse import tell_of_lapsed
from application.limits.review import tell_of_reviews
from application.ports.ledger import Ledger


class ReviewsTold(BaseModel):
    told: int = 0
    """How many limits credit was told of."""
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

    @activity.defn
    async def tell_of_reviews(self) -> ReviewsTold:
        """Tells credit of every limit whose day of review has come, and of every proposed one that
        has lapsed, once. A second attempt tells of those that the first one did not."""
        now = self._clock()
        told = await tell_of_reviews(self._ledger, now)
        lapsed = await tell_of_lapsed(self._ledger, now)
        if told or lapsed:
            self._wake()
        return ReviewsTold(told=told, lapsed=lapsed)
