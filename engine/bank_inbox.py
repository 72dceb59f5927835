"""Puts the watch of the bank's inbox together, for a worker."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from temporalio.client import Client

from activities.waking import REFRESH, WOKEN_AT_ONCE
from adapters.bank.inbox import StatementInbox
from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.bank.inbox import InboxWatch
from domain.errors import ServiceUnreachable
from domain.policy_file import WholePolicy
from engine.starting import start_terms
from settings import Settings


def watch_of(
    database: Database, temporal: Client, settings: Settings, policy: WholePolicy | None
) -> InboxWatch | None:
    """None where the settings name no inbox."""
    if settings.bank_inbox is None:
        return None
    whole = policy or WholePolicy()

    async def wake(numbers: Sequence[str]) -> None:
        # One that misses it loses nothing: when its alarm fires, the ledger decides.
        with suppress(ServiceUnreachable):
            await refresh_terms(temporal, settings.task_queue, numbers)

    return InboxWatch(
        ledger=LedgerTransactions(database),
        inbox=StatementInbox(settings.bank_inbox),
        policy=whole.bank,
        invoices=whole.invoices,
        now=lambda: datetime.now(UTC),
        wake=wake,
    )


async def refresh_terms(temporal: Client, task_queue: str, numbers: Sequence[str]) -> None:
    """Signals the workflows of these invoices to refresh, some at a time.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    for start in range(0, len(numbers), WOKEN_AT_ONCE):
        some = numbers[start : start + WOKEN_AT_ONCE]
        await asyncio.gather(*(start_terms(temporal, task_queue, each, REFRESH) for each in some))
