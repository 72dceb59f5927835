"""Credit is told of limits that are to be reviewed, as a step of the schedule's workflow."""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import BaseModel
from temporalio import activity

from application.limits.review import tell_of_reviews
from application.ports.ledger import Ledger


class ReviewsTold(BaseModel):
    told: int = 0
    """How many limits credit was told of."""


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
        """Tells credit of every limit whose day of review has come, once. A second attempt tells
        of those that the first one did not."""
        told = await tell_of_reviews(self._ledger, self._clock())
        if told:
            self._wake()
        return ReviewsTold(told=told)
