"""Starts the workflow that reports our steps to the billing system."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from adapters.ledger.database import Database
from adapters.ledger.provider.calls import StoredCalls
from application.ports.billing import BillingProvider
from domain.values.shown import Shown
from engine.refusals import answering
from workflows.provider_calls import TellProvider


def provider_calls_id(task_queue: str) -> str:
    """The workflow id: one for each queue, as the schedules."""
    return f"tell-provider/{task_queue}"


async def start_provider_calls(
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
    await start_calls(temporal, task_queue, provider.name)


async def start_calls(
    temporal: Client, task_queue: str, provider: str, *, anew: bool = False
) -> None:
    """Starts the workflow unless it runs.

    Args:
        anew: One that runs gives way.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    policy = WorkflowIDConflictPolicy
    async with answering(provider_calls_id(task_queue)):
        await temporal.start_workflow(
            TellProvider.run,
            provider,
            id=provider_calls_id(task_queue),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=policy.TERMINATE_EXISTING if anew else policy.USE_EXISTING,
            static_summary=Shown("The billing system told of what is done here"),
        )
