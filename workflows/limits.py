"""The scheduled check for credit limits whose day of review has come, or that lapsed."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.limits import LimitActivities, ReviewsNotified
    from workflows.options import REVIEWING


@workflow.defn
class WatchLimits:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> ReviewsNotified:
        notified: ReviewsNotified = await workflow.execute_activity_method(
            LimitActivities.notify_reviews, **REVIEWING
        )
        return notified
