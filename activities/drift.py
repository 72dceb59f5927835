"""A look at whether the billing system still does what it was switched to, as a step of the
schedule's workflow."""

import structlog
from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from application.billing.drift import DriftWatch, look_for_drift

_BEATS_EVERY = 10.0

_log = structlog.stdlib.get_logger(__name__)


class LookForDrift(BaseModel):
    after: str = ""
    """Where the round before stopped, since the billing system went away."""


class DriftLookedFor(BaseModel):
    looked: int = 0
    seen: int = 0
    put_right: int = 0
    ended: int = 0
    unanswered: int = 0
    after: str = ""


class DriftActivities:
    def __init__(self, watch: DriftWatch | None) -> None:
        """Args:
        watch: None where our own ledger bills: nothing can drift.
        """
        self._watch = watch

    @activity.defn
    async def look_for_drift(self, order: LookForDrift) -> DriftLookedFor:
        """One round, from where the one before stopped. Done again it tells nothing twice."""
        if self._watch is None:
            return DriftLookedFor()
        async with beating(_BEATS_EVERY):
            found = await look_for_drift(self._watch, order.after)
        if found.unanswered:
            _log.warning("the billing system does not say how it collects", n=found.unanswered)
        if found.seen:
            _log.warning("the billing system does otherwise than it was switched", n=found.seen)
        return DriftLookedFor(
            looked=found.looked,
            seen=found.seen,
            put_right=found.put_right,
            ended=found.ended,
            unanswered=found.unanswered,
            after=found.after,
        )
