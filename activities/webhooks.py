"""Webhooks, delivered to one endpoint for as long as an attempt of this step lasts."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from time import monotonic

from pydantic import BaseModel
from temporalio import activity

from application.ports.ledger import Ledger
from application.ports.webhooks import HookBook, HookSender
from application.webhooks.deliver import deliver_round
from application.webhooks.notify_disabled import notify_disabled
from domain.webhooks.endpoint import Endpoint
from domain.webhooks.states import Trouble

LASTS_SECONDS = 600.0
_EVERY_SECONDS = 1.0
"""How often is looked for what happened: taken in one by one, each event would cost transactions of
its own."""


class Delivered(BaseModel):
    tried: int = 0
    ended: bool = False
    """The endpoint is there no more, or disabled."""


class WebhookActivities:
    def __init__(
        self,
        book: HookBook,
        sender: Callable[[], AbstractAsyncContextManager[HookSender]],
        ledger: Ledger,
        wake_mailer: Callable[[], None],
        lasts: float = LASTS_SECONDS,
    ) -> None:
        self._book = book
        self._sender = sender
        self._ledger = ledger
        self._wake_mailer = wake_mailer
        self._lasts = lasts

    @activity.defn
    async def deliver_webhooks(self, endpoint: str) -> Delivered:
        """Sends what is due until the endpoint is disabled, some minutes have passed, or the
        worker stops. Another attempt continues with what is not written down as delivered."""
        until, tried = monotonic() + self._lasts, 0
        stopping = asyncio.create_task(activity.wait_for_worker_shutdown())
        try:
            async with self._sender() as sender:
                while monotonic() < until and not stopping.done():
                    activity.heartbeat()
                    done = await deliver_round(self._book, sender, endpoint, _now, self._notify)
                    tried += done.tried
                    if done.ended:
                        return Delivered(tried=tried, ended=True)
                    if not done.more:
                        await asyncio.wait([stopping], timeout=_EVERY_SECONDS)
            return Delivered(tried=tried)
        finally:
            stopping.cancel()

    async def _notify(self, endpoint: Endpoint, why: Trouble) -> None:
        await notify_disabled(self._ledger, endpoint, why, _now())
        self._wake_mailer()


def _now() -> datetime:
    return datetime.now(UTC)
