"""The scheduled check of whether the billing system still collects by invoice."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.drift import CheckDrift, DriftActivities, DriftChecked
    from workflows.options import CHECKING


@workflow.defn
class WatchBillingSystem:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> DriftChecked:
        last = workflow.get_last_completion_result(DriftChecked)
        order = CheckDrift(after=last.after if last else "")
        checked: DriftChecked = await workflow.execute_activity_method(
            DriftActivities.check_drift, order, **CHECKING
        )
        return checked
