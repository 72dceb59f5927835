"""The life of a check of clocks, for the histories that later code must still replay."""

from dataclasses import dataclass

from temporalio.client import WorkflowExecutionStatus

from engine.schedules import CHECKS
from tests.waiting import eventually
from tests.workflows.billing import billing
from tests.workflows.system import System
from workflows.clocks import ReconcileClocks


@dataclass(frozen=True)
class Checks:
    workflow_id: str


async def clocks_checked(system: System) -> Checks:
    """An invoice's workflow was terminated; the check runs, and remembers nothing of one before."""
    at = await billing(system)
    await at.issue()
    await at.handle().terminate("by an operator")
    queue = system.settings.task_queue
    workflow = await system.temporal.start_workflow(
        ReconcileClocks.run, id=CHECKS.id(queue), task_queue=queue
    )

    async def complete() -> bool:
        return (await workflow.describe()).status is WorkflowExecutionStatus.COMPLETED

    await eventually("the check is complete", complete)
    return Checks(workflow.id)
