"""A check that the billing system still does what it was switched to, as a step of the
schedule's workflow."""

import structlog
from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from application.billing.drift import DriftWatch, check_drift

_BEATS_EVERY = 10.0

_log = structlog.stdlib.get_logger(__name__)


class CheckDrift(BaseModel):
    after: str = ""
    """Where the round before stopped, since the billing system went away."""


class DriftChecked(BaseModel):
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

    @activity.defn(name="look_for_drift")
    async def check_drift(self, order: CheckDrift) -> DriftChecked:
        """One round, from where the one before stopped. Done again it tells nothing twice."""
        if self._watch is None:
            return DriftChecked()
        async with beating(_BEATS_EVERY):
            found = await check_drift(self._watch, order.after)
        if found.unanswered:
            _log.warning("the billing system does not say how it collects", n=found.unanswered)
        if found.seen:
            _log.warning("the billing system does otherwise than it was switched", n=found.seen)
        return DriftChecked(
            looked=found.checked,
            seen=found.seen,
            put_right=found.put_right,
            ended=found.ended,
            unanswered=found.unanswered,
            after=found.after,
        )
