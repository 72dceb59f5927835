"""The schedule's look for credit limits whose day of review has come, or that lapsed."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.limits import LimitActivities, ReviewsTold
    from workflows.options import REVIEWING


@workflow.defn
class WatchLimits:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> ReviewsTold:
        told: ReviewsTold = await workflow.execute_activity_method(
            LimitActivities.tell_of_reviews, **REVIEWING
        )
        return told
