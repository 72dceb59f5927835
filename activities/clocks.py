"""The check of ledger and engine against each other, as a step of the schedule's workflow."""

from collections.abc import Callable

from pydantic import BaseModel
from temporalio import activity

from application.clocks.check import Check
from application.clocks.run import scheduled_check
from domain.clocks import ClockCounts


class CheckClocks(BaseModel):
    expected: int | None = None
    """The number of the last check, as the engine remembers it; None before the first."""


class ClocksChecked(BaseModel):
    number: int
    """Of this check: the next one expects it in the ledger."""
    counts: ClockCounts = ClockCounts()


class ClockActivities:
    def __init__(self, check: Callable[[Callable[[], None]], Check]) -> None:
        """Args:
        check: Makes a check as of now, which calls what it is given after each page.
        """
        self._check = check

    @activity.defn
    async def check_clocks(self, order: CheckClocks) -> ClocksChecked:
        """Looks for what does not agree, and mends what needs no person. A second attempt finds
        less: what was mended agrees."""
        report, number = await scheduled_check(self._check(activity.heartbeat), order.expected)
        return ClocksChecked(number=number, counts=report.counts)
