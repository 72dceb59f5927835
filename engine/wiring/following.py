"""Builds what follows the billing system, for a worker; and triggers it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from temporalio.client import Client
from temporalio.service import RPCError

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.billing.drift import DriftWatch, check_scope
from application.following.follow import Following
from application.ports.billing import BillingProvider
from domain.errors import ServiceUnreachable
from domain.policy_file import WholePolicy
from engine.schedules import FOLLOWING
from engine.starting import refresh_terms
from settings import Settings


def following_of(
    database: Database,
    temporal: Client,
    settings: Settings,
    policy: WholePolicy | None,
    provider: BillingProvider | None,
    drift: DriftWatch | None = None,
) -> Following | None:
    """None where the billing system tells nothing of what happens there.

    Args:
        drift: What looks at a scope of which it says that something happened.
    """
    remote = getattr(provider, "followed", None)
    if remote is None:
        return None

    async def refresh(numbers: Sequence[str]) -> None:
        # One that misses it loses nothing: the check of the clocks starts what does not run.
        with suppress(ServiceUnreachable):
            await refresh_terms(temporal, settings, numbers)

    return Following(
        ledger=LedgerTransactions(database),
        remote=remote,
        policy=policy or WholePolicy(),
        now=lambda: datetime.now(UTC),
        refresh=refresh,
        check_scope=partial(check_scope, drift) if drift is not None else None,
    )


async def follow_now(temporal: Client, task_queue: str) -> None:
    """Has hints that wait taken up at once; nothing where there is no schedule, or no engine: they
    are taken up later then."""
    with suppress(RPCError, ServiceUnreachable):
        await temporal.get_schedule_handle(FOLLOWING.id(task_queue)).trigger()
