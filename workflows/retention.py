"""The scheduled run that deletes what is kept for a while only."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.retention import ApplyRetention, RetentionActivities, RetentionApplied
    from workflows.options import CHECKING


@workflow.defn
class RetainRecords:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> RetentionApplied:
        applied: RetentionApplied = await workflow.execute_activity_method(
            RetentionActivities.apply_retention, ApplyRetention(), **CHECKING
        )
        return applied
