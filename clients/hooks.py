"""The typed way to webhooks: where events are sent, and what was answered."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from temporalio.client import Client

from adapters.ledger.database import Database
from adapters.ledger.events import EventQueries, positions
from adapters.ledger.stored_hooks import StoredHooks
from adapters.ledger.used_keys import UsedKeys
from application.webhooks.deliver import body_saying
from domain.errors import EventUnknown, HookUnknown
from domain.events.event import Event
from domain.events.types import EventType
from domain.webhooks.endpoint import SECRETS_TOGETHER, Delivery, Endpoint, checked_url
from domain.webhooks.signing import SECRET_BYTES, secret_of, signed_headers
from domain.webhooks.states import Trouble
from engine.connection import connect
from engine.ledgers import ledger_of
from engine.webhooks import start_delivery, to_private
from settings import Settings

__all__ = ["Delivery", "DeliveryPage", "Endpoint", "HookClient", "Tested"]

DELIVERIES = 100
"""Of one endpoint that are listed, the latest first."""


class Tested(NamedTuple):
    """What came of a test event."""

    answer: int | None
    """The answer's status."""
    trouble: Trouble | None
    """None: it was taken."""


class DeliveryPage(NamedTuple):
    deliveries: list[Delivery]
    next: str | None
    """The last event on the page, after which the next one begins; None on the last page."""


class HookClient:
    """Refusals are raised as `DomainError`s."""

    def __init__(self, temporal: Client, database: Database, settings: Settings) -> None:
        self._temporal = temporal
        self._settings = settings
        self._hooks = StoredHooks(database)
        self._events = EventQueries(database)
        self._keys = UsedKeys(database)

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["HookClient"]:
        async with ledger_of(settings) as database:
            yield cls(await connect(settings, lazy=True), database, settings)

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
            name = "we_" + sha256(claim.id.encode()).hexdigest()[:24]
            there = await self._hooks.endpoint(name)
            if there is None:
                there = Endpoint(
                    id=name,
                    url=url,
                    types=tuple(types),
                    secret=_new_secret(),
                    made_at=datetime.now(UTC),
                    made_by=by,
                )
                await self._hooks.add(there)
            await start_delivery(self._temporal, self._settings.task_queue, name)
            return there

    async def all(self) -> list[Endpoint]:
        """Every endpoint, the oldest first."""
        return await self._hooks.all()

    async def one(self, name: str) -> Endpoint:
        """Raises HookUnknown."""
        endpoint = await self._hooks.endpoint(name)
        if endpoint is None:
            raise HookUnknown("There is no endpoint of this id.", endpoint=name)
        return endpoint

    async def deliveries(
        self, name: str, after: str | None = None, limit: int = DELIVERIES
    ) -> "DeliveryPage":
        """A page of an endpoint's deliveries, the latest first.

        Raises:
            HookUnknown: there is no such endpoint.
            InvalidFile: `after` is no event.
        """
        await self.one(name)
        found = await self._hooks.deliveries(name, limit + 1, after)
        shown = found[:limit]
        return DeliveryPage(shown, shown[-1].event if len(found) > limit else None)

    async def disable(self, name: str, by: str, key: str | None = None) -> Endpoint:
        """Nothing is sent to it any more; what happens waits. Raises HookUnknown."""
        async with self._keys.once(key, by, "disable_hook", name, {}) as claim:
            await self.one(name)
            if not claim.done:
                await self._hooks.disable(name, Trouble.BY_HAND, datetime.now(UTC))
            return await self.one(name)

    async def enable(self, name: str, by: str, key: str | None = None) -> Endpoint:
        """It is sent everything that happened meanwhile, and what happens from now on.

        Raises:
            HookUnknown: there is no such endpoint.
            ServiceUnreachable: the engine does not answer.
        """
        async with self._keys.once(key, by, "enable_hook", name, {}) as claim:
            await self.one(name)
            if not claim.done:
                changed = await self._hooks.enable(name, datetime.now(UTC))
                await start_delivery(self._temporal, self._settings.task_queue, name, anew=changed)
            return await self.one(name)

    async def rotate(self, name: str, by: str, key: str | None = None) -> Endpoint:
        """Another secret; for a day the one of before signs, too. Under a key that was used it is
        the one of then.

        Raises:
            HookUnknown: there is no such endpoint.
        """
        async with self._keys.once(key, by, "rotate_hook", name, {}) as claim:
            await self.one(name)
            if not claim.done:
                until = datetime.now(UTC) + SECRETS_TOGETHER
                await self._hooks.rotate(name, _new_secret(), until)
        return await self.one(name)

    async def test(self, name: str) -> Tested:
        """Sends an event that tells nothing, once, and says what was answered; raises
        HookUnknown."""
        # Its HTTP client takes a while to import.
        from adapters.webhooks.sender import HttpSender

        endpoint, now = await self.one(name), datetime.now(UTC)
        message = "test_" + secrets.token_hex(13)
        body = body_saying("webhook.test", now, {})
        headers = signed_headers(message, now, body, endpoint.secrets(now))
        async with HttpSender(to_private(self._settings)) as sender:
            return Tested(*await sender.send(endpoint.url, headers, body))

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
            await self._events.give_places()
            for name in filter(None, (first, last)):
                await self.event(name)
            chosen = [await self.one(endpoint)] if endpoint else await self._hooks.all()
            if claim.done:
                return 0
            asked, now = positions(first, last or first), datetime.now(UTC)
            return sum([await self._hooks.send_again(each.id, asked, now) for each in chosen])

    async def event(self, name: str) -> Event:
        """Raises EventUnknown."""
        found = await self._events.one(name)
        if found is None:
            raise EventUnknown("There is no event of this id.", event=name)
        return found


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))
