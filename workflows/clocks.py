"""The schedule's check of ledger and engine against each other."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.clocks import CheckClocks, ClockActivities, ClocksChecked
    from workflows.options import CHECKING


@workflow.defn
class ReconcileClocks:
    """Started by a schedule of the engine, at most one at a time: see `engine/schedules.py`."""

    @workflow.run
    async def run(self) -> ClocksChecked:
        last = workflow.get_last_completion_result(ClocksChecked)
        order = CheckClocks(expected=last.number if last else None)
        checked: ClocksChecked = await workflow.execute_activity_method(
            ClockActivities.check_clocks, order, **CHECKING
        )
        return checked
