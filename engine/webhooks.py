"""The workflows that deliver webhooks: one for each active endpoint."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from functools import partial

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy

from activities.webhooks import WebhookActivities
from adapters.ledger.database import Database
from adapters.ledger.stored_hooks import StoredHooks
from adapters.ledger.transactions import LedgerTransactions
from application.ports.webhooks import HookSender
from domain.values.shown import Shown
from domain.webhooks.endpoint import webhook_id
from domain.webhooks.states import HookState
from engine.local.engine_record import running_engine
from engine.refusals import answering
from settings import Settings
from workflows.webhooks import DeliverWebhooks


async def start_delivery(
    temporal: Client, task_queue: str, endpoint: str, *, anew: bool = False
) -> None:
    """Starts the workflow of an endpoint unless it runs.

    Args:
        anew: One that runs may be about to end: it gives way.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    policy = WorkflowIDConflictPolicy
    async with answering(webhook_id(endpoint)):
        await temporal.start_workflow(
            DeliverWebhooks.run,
            endpoint,
            id=webhook_id(endpoint),
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=policy.TERMINATE_EXISTING if anew else policy.USE_EXISTING,
            static_summary=Shown("Events delivered to an endpoint"),
        )


async def start_deliveries(database: Database, temporal: Client, task_queue: str) -> None:
    """Starts the workflow of every active endpoint that has none."""
    for endpoint in await StoredHooks(database).all():
        if endpoint.state is HookState.ACTIVE:
            await start_delivery(temporal, task_queue, endpoint.id)


class EngineDeliveries:
    """What `application.ports.webhooks.Deliveries` says."""

    def __init__(self, temporal: Client, task_queue: str) -> None:
        self._temporal = temporal
        self._queue = task_queue

    async def start(self, endpoint: str, *, anew: bool = False) -> None:
        await start_delivery(self._temporal, self._queue, endpoint, anew=anew)


def to_private(settings: Settings) -> bool:
    """Whether events may be sent to addresses that are not public: where the settings say so, and
    beside the embedded engine, which is for trying things on one machine."""
    return settings.webhooks_to_private or running_engine(settings.engine_file) is not None


def sender_of(settings: Settings) -> AbstractAsyncContextManager[HookSender]:
    # Imported once there is an endpoint: its HTTP client takes a while.
    from adapters.webhooks.sender import HttpSender

    return HttpSender(to_private(settings))


def webhook_activities(
    database: Database, settings: Settings, wake_mailer: Callable[[], None]
) -> WebhookActivities:
    """What delivers, for a worker."""
    return WebhookActivities(
        StoredHooks(database),
        partial(sender_of, settings),
        LedgerTransactions(database),
        wake_mailer,
    )
