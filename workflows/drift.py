"""The scheduled check of whether the billing system still collects by invoice."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.drift import DriftActivities, DriftLookedFor, LookForDrift
    from workflows.options import CHECKING


@workflow.defn
class WatchBillingSystem:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> DriftLookedFor:
        last = workflow.get_last_completion_result(DriftLookedFor)
        order = LookForDrift(after=last.after if last else "")
        looked: DriftLookedFor = await workflow.execute_activity_method(
            DriftActivities.look_for_drift, order, **CHECKING
        )
        return looked
