"""The typed way to webhooks: where events are sent, and what was answered."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial

from temporalio.client import Client

from application.webhooks import endpoints
from application.webhooks.endpoints import DeliveryPage, Hooks, Tested
from domain.events.event import Event
from domain.events.types import EventType
from domain.webhooks.endpoint import Delivery, Endpoint, checked_url
from engine.connection import connect
from engine.webhooks import EngineDeliveries, sender_of, to_private
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["Delivery", "DeliveryPage", "Endpoint", "HookClient", "Tested"]

DELIVERIES = 100
"""Of one endpoint that are listed, the latest first."""


class HookClient:
    """Refusals are raised as `DomainError`s."""

    def __init__(self, temporal: Client, ledger: OpenLedger, settings: Settings) -> None:
        self._settings = settings
        self._keys = ledger.keys
        self._hooks = Hooks(
            ledger.hooks,
            ledger.events,
            EngineDeliveries(temporal, settings.task_queue),
            partial(sender_of, settings),
        )

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["HookClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(await connect(settings, lazy=True), ledger, settings)

    async def add(
        self, url: str, types: Sequence[EventType], by: str, key: str | None = None
    ) -> Endpoint:
        """A new endpoint, which is told what happens from now on. Its secret is in the answer, and
        under a key that was used it is the endpoint of then.

        Raises:
            InvalidFile: with what is wrong with the address.
            ServiceUnreachable: the engine does not answer.
        """
        url = checked_url(url, to_private(self._settings))
        body = {"url": url, "types": sorted(types)}
        async with self._keys.once(key, by, "add_hook", "hooks", body) as claim:
            return await endpoints.add_endpoint(self._hooks, url, types, by, claim.id, _now())

    async def all(self) -> list[Endpoint]:
        """Every endpoint, the oldest first."""
        return await self._hooks.endpoints.all()

    async def one(self, name: str) -> Endpoint:
        """Raises HookUnknown."""
        return await endpoints.endpoint_named(self._hooks, name)

    async def deliveries(
        self, name: str, after: str | None = None, limit: int = DELIVERIES
    ) -> "DeliveryPage":
        """A page of an endpoint's deliveries, the latest first.

        Raises:
            HookUnknown: there is no such endpoint.
            InvalidFile: `after` is no event.
        """
        return await endpoints.page_of_deliveries(self._hooks, name, after, limit)

    async def disable(self, name: str, by: str, key: str | None = None) -> Endpoint:
        """Nothing is sent to it any more; what happens waits. Raises HookUnknown."""
        async with self._keys.once(key, by, "disable_hook", name, {}) as claim:
            return await endpoints.disable_endpoint(self._hooks, name, claim.done, _now())

    async def enable(self, name: str, by: str, key: str | None = None) -> Endpoint:
        """It is sent everything that happened meanwhile, and what happens from now on.

        Raises:
            HookUnknown: there is no such endpoint.
            ServiceUnreachable: the engine does not answer.
        """
        async with self._keys.once(key, by, "enable_hook", name, {}) as claim:
            return await endpoints.enable_endpoint(self._hooks, name, claim.done, _now())

    async def rotate(self, name: str, by: str, key: str | None = None) -> Endpoint:
        """Another secret; for a day the one of before signs, too. Under a key that was used it is
        the one of then.

        Raises:
            HookUnknown: there is no such endpoint.
        """
        async with self._keys.once(key, by, "rotate_hook", name, {}) as claim:
            return await endpoints.rotate_secret(self._hooks, name, claim.done, _now())

    async def test(self, name: str) -> Tested:
        """Sends an event that tells nothing, once, and says what was answered; raises
        HookUnknown."""
        return await endpoints.test_endpoint(self._hooks, name, _now())

    async def send_again(
        self,
        first: str,
        last: str | None = None,
        endpoint: str | None = None,
        *,
        by: str,
        key: str | None = None,
    ) -> int:
        """Delivers an event, or all from it to another one, anew.

        Args:
            endpoint: To this one alone; to every one by default.

        Returns:
            How many deliveries it makes; none under a key that was used.

        Raises:
            EventUnknown: there is no such event.
            HookUnknown: there is no such endpoint.
        """
        body = {"last": last, "endpoint": endpoint}
        async with self._keys.once(key, by, "send_event", first, body) as claim:
            return await endpoints.send_again(
                self._hooks, first, last, endpoint, claim.done, _now()
            )

    async def event(self, name: str) -> Event:
        """Raises EventUnknown."""
        return await endpoints.event_named(self._hooks, name)


def _now() -> datetime:
    return datetime.now(UTC)
