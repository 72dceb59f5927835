"""The workflow that tells the billing system what is done here."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from adapters.ledger.database import Database
from adapters.ledger.stored_calls import StoredCalls
from application.ports.billing import BillingProvider
from domain.shown import Shown
from engine.refusals import answering
from workflows.telling import TellProvider


def telling_id(task_queue: str) -> str:
    """The workflow id: one for each queue, as the schedules."""
    return f"tell-provider/{task_queue}"


async def start_telling(
    database: Database, temporal: Client, task_queue: str, provider: BillingProvider | None
) -> None:
    """Starts the workflow where another system bills, unless it runs; and notes where none does
    any more.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    if provider is None:
        await StoredCalls(database).keep_ledger()
        return
    await tell(temporal, task_queue, provider.name)


async def tell(temporal: Client, task_queue: str, provider: str, *, anew: bool = False) -> None:
    """Starts the workflow unless it runs.

    Args:
        anew: One that runs gives way.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    policy = WorkflowIDConflictPolicy
    async with answering(telling_id(task_queue)):
        await temporal.start_workflow(
            TellProvider.run,
            provider,
            id=telling_id(task_queue),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=policy.TERMINATE_EXISTING if anew else policy.USE_EXISTING,
            static_summary=Shown("The billing system told of what is done here"),
        )
