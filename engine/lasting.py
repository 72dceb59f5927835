"""What a worker begins in the engine, and begins again where the engine has it no more: its
schedules, the delivery of webhooks, and what tells the billing system."""

import asyncio
import logging

from temporalio.client import Client
from temporalio.service import RPCError

from adapters.ledger.database import Database
from application.ports.billing import BillingProvider
from domain.errors import DomainError
from engine.provider_calls import start_calls
from engine.schedules import restore_all
from engine.webhooks import start_deliveries
from settings import Settings

_AGAIN_SECONDS = 300.0

_log = logging.getLogger(__name__)


async def keep_lasting(
    database: Database, temporal: Client, settings: Settings, provider: BillingProvider | None
) -> None:
    """Begins it again every few minutes, for as long as it runs: an engine that was replaced or
    restored under running workers has lost it, and so has one where somebody deleted it."""
    while True:
        await asyncio.sleep(_AGAIN_SECONDS)
        try:
            await begin_again(database, temporal, settings, provider)
        except (DomainError, RPCError) as away:
            _log.warning("Schedules and deliveries are looked at again later: %s", away)


async def begin_again(
    database: Database, temporal: Client, settings: Settings, provider: BillingProvider | None
) -> None:
    """Whatever is not there; what is there stays as it is.

    Raises:
        ServiceUnreachable: ledger or engine is away.
    """
    await restore_all(temporal, settings)
    await start_deliveries(database, temporal, settings.task_queue)
    if provider is not None:
        await start_calls(temporal, settings.task_queue, provider.name)
