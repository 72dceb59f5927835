"""The scheduled check of what happened at the billing system."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.following import FollowedUp, FollowingActivities
    from workflows.options import FOLLOWING


@workflow.defn
class FollowProvider:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> FollowedUp:
        followed: FollowedUp = await workflow.execute_activity_method(
            FollowingActivities.follow_provider, **FOLLOWING
        )
        return followed
