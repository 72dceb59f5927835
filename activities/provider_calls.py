"""Reports our steps to the billing system, for as long as an attempt of this activity lasts."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic

from pydantic import BaseModel
from temporalio import activity

from activities.beating import beating
from application.billing.deliver import CallDelivery, deliver_round
from application.billing.notify_refused import notify_refused
from application.ports.billing import BillingProvider
from application.ports.ledger import Ledger
from application.ports.provider_book import CallBook
from domain.billing.calls import Call

LASTS_SECONDS = 600.0
_EVERY_SECONDS = 1.0
"""How long to wait for the next call to make, where there was none."""

_BEATS_EVERY_SECONDS = 3.0


class DeliveredCalls(BaseModel):
    calls: int = 0
    ended: bool = False
    """This is no longer the billing system."""


class ProviderCallActivities:
    """Args:
    provider: The billing system, where it is not the ledger.
    """

    def __init__(
        self,
        book: CallBook,
        provider: BillingProvider | None,
        ledger: Ledger,
        wake_mailer: Callable[[], None],
        lasts: float = LASTS_SECONDS,
    ) -> None:
        self._book = book
        self._provider = provider
        self._ledger = ledger
        self._wake_mailer = wake_mailer
        self._lasts = lasts

    @activity.defn(name="tell_provider")
    async def deliver_calls(self, provider: str) -> DeliveredCalls:
        """Makes the calls that are due until some minutes have passed, or the worker stops. Another
        attempt continues with what is not written down as done."""
        if self._provider is None or self._provider.name != provider:
            return DeliveredCalls(ended=True)
        until, calls = monotonic() + self._lasts, 0
        stopping = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            async with beating(_BEATS_EVERY_SECONDS):
                can = await self._provider.capabilities()
                await self._book.keep_provider(provider, can, _now())
                delivery = CallDelivery(self._book, self._provider, can, _now, self._refused)
                while monotonic() < until and not stopping.done():
                    done = await deliver_round(delivery)
                    calls += done
                    if not done:
                        await asyncio.wait([stopping], timeout=_EVERY_SECONDS)
            return DeliveredCalls(calls=calls)
        finally:
            stopping.cancel()

    async def _refused(self, call: Call, why: str) -> None:
        await notify_refused(self._ledger, call, why, _now())
        self._wake_mailer()


def _now() -> datetime:
    return datetime.now(UTC)
