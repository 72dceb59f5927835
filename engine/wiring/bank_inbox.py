"""Builds the watch of the bank's inbox, for a worker."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from temporalio.client import Client

from adapters.bank.inbox import StatementInbox
from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.bank.inbox import InboxWatch
from domain.errors import ServiceUnreachable
from domain.policy_file import WholePolicy
from engine.settling import follow_ledger
from settings import Settings


def watch_of(
    database: Database, temporal: Client, settings: Settings, policy: WholePolicy | None
) -> InboxWatch | None:
    """None where the settings name no inbox."""
    if settings.bank_inbox is None:
        return None
    whole = policy or WholePolicy()

    ledger = LedgerTransactions(database)

    async def refresh(numbers: Sequence[str]) -> None:
        # One that misses it loses nothing: when its alarm fires, the ledger decides.
        with suppress(ServiceUnreachable):
            await follow_ledger(temporal, settings, ledger, numbers)

    return InboxWatch(
        ledger=ledger,
        inbox=StatementInbox(settings.bank_inbox),
        policy=whole.bank,
        invoices=whole.invoices,
        now=lambda: datetime.now(UTC),
        refresh=refresh,
    )
