"""Lives of the workflows beside requests and invoices, for the histories that later code must still
replay."""

from dataclasses import dataclass
from datetime import UTC, datetime

from temporalio.client import WorkflowExecutionStatus

from adapters.ledger.database import opened_ledger
from adapters.ledger.stored_hooks import StoredHooks
from domain.webhooks.endpoint import Endpoint, webhook_id
from domain.webhooks.signing import secret_of
from domain.webhooks.states import Trouble
from engine.provider_calls import provider_calls_id
from engine.schedules import DRIFT, FOLLOWING, INBOX, RETENTION, REVIEWS, OwnSchedule
from engine.webhooks import start_delivery
from tests.waiting import eventually
from tests.workflows.system import System
from workflows.provider_calls import TellProvider


@dataclass(frozen=True)
class ServiceRun:
    workflow_id: str


async def inbox_looked_into(system: System) -> ServiceRun:
    """A look into an inbox that nobody has named."""
    return await _scheduled(system, INBOX)


async def provider_followed(system: System) -> ServiceRun:
    """A look at what happened at a billing system that tells nothing."""
    return await _scheduled(system, FOLLOWING)


async def billing_system_looked_at(system: System) -> ServiceRun:
    """A look at whether the billing system still does what it was switched to, where our own
    ledger bills."""
    return await _scheduled(system, DRIFT)


async def webhooks_delivered(system: System) -> ServiceRun:
    """Events are delivered to an endpoint until it is disabled."""
    now = datetime.now(UTC)
    async with opened_ledger(system.settings.ledger_url) as database:
        hooks = StoredHooks(database)
        endpoint = Endpoint(
            id="we_recorded",
            url="https://example.invalid/hook",
            secret=secret_of(b"recorded" * 4),
            made_at=now,
            made_by="olga",
        )
        await hooks.add(endpoint)
        await start_delivery(system.temporal, system.settings.task_queue, endpoint.id)
        await hooks.disable(endpoint.id, Trouble.BY_HAND, now)
        await _complete(system, webhook_id(endpoint.id))
    return ServiceRun(webhook_id(endpoint.id))


async def provider_told(system: System) -> ServiceRun:
    """The billing system is told, until this worker has none."""
    queue = system.settings.task_queue
    workflow = await system.temporal.start_workflow(
        TellProvider.run, "http", id=provider_calls_id(queue), task_queue=queue
    )
    await _complete(system, workflow.id)
    return ServiceRun(workflow.id)


async def limits_reviewed(system: System) -> ServiceRun:
    """A look for limits whose day of review has come, of which there is none."""
    return await _scheduled(system, REVIEWS)


async def records_retained(system: System) -> ServiceRun:
    """What is kept for a while only goes: nothing, by the built-in policy."""
    return await _scheduled(system, RETENTION)


async def _scheduled(system: System, schedule: OwnSchedule) -> ServiceRun:
    """What the schedule would start, started once."""
    queue = system.settings.task_queue
    workflow = await system.temporal.start_workflow(
        schedule.workflow, id=schedule.id(queue), task_queue=queue
    )
    await _complete(system, workflow.id)
    return ServiceRun(workflow.id)


async def _complete(system: System, workflow: str) -> None:
    handle = system.temporal.get_workflow_handle(workflow)

    async def complete() -> bool:
        return (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED

    await eventually(f"{workflow} is complete", complete)
