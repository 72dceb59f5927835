"""Where events are sent: an endpoint is added, tested, disabled, enabled, given another secret."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from application.ports.webhooks import Deliveries, Endpoints, HookSender, ToldEvents
from application.webhooks.deliver import body_saying
from domain.errors import EventUnknown, HookUnknown
from domain.events.event import Event
from domain.events.types import EventType
from domain.webhooks.endpoint import SECRETS_TOGETHER, Delivery, Endpoint
from domain.webhooks.signing import SECRET_BYTES, secret_of, signed_headers
from domain.webhooks.states import Trouble


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where endpoints are kept, and what delivers to them."""

    endpoints: Endpoints
    events: ToldEvents
    deliveries: Deliveries
    sender: Callable[[], AbstractAsyncContextManager[HookSender]]


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


async def add_endpoint(
    hooks: Hooks, url: str, types: Sequence[EventType], by: str, order: str, now: datetime
) -> Endpoint:
    """A new endpoint, which is told what happens from now on, with its secret.

    Args:
        url: As `checked_url` gave it.
        order: Names what was asked for: under the same one it is the endpoint of then.

    Raises:
        ServiceUnreachable: the engine does not answer.
    """
    name = "we_" + sha256(order.encode()).hexdigest()[:24]
    there = await hooks.endpoints.endpoint(name)
    if there is None:
        there = Endpoint(
            id=name, url=url, types=tuple(types), secret=_new_secret(), made_at=now, made_by=by
        )
        await hooks.endpoints.add(there)
    await hooks.deliveries.start(name)
    return there


async def endpoint_named(hooks: Hooks, name: str) -> Endpoint:
    """Raises HookUnknown."""
    endpoint = await hooks.endpoints.endpoint(name)
    if endpoint is None:
        raise HookUnknown("There is no endpoint of this id.", endpoint=name)
    return endpoint


async def page_of_deliveries(
    hooks: Hooks, name: str, after: str | None, limit: int
) -> DeliveryPage:
    """A page of an endpoint's deliveries, the latest first.

    Raises:
        HookUnknown: there is no such endpoint.
        InvalidFile: `after` is no event.
    """
    await endpoint_named(hooks, name)
    found = await hooks.endpoints.deliveries(name, limit + 1, after)
    shown = found[:limit]
    return DeliveryPage(shown, shown[-1].event if len(found) > limit else None)


async def disable_endpoint(hooks: Hooks, name: str, repeated: bool, now: datetime) -> Endpoint:
    """Nothing is sent to it any more; what happens waits.

    Args:
        repeated: It was done before under the same key: the endpoint is as it is by now.

    Raises:
        HookUnknown: there is no such endpoint.
    """
    endpoint = await endpoint_named(hooks, name)
    if repeated:
        return endpoint
    await hooks.endpoints.disable(name, Trouble.BY_HAND, now)
    return await endpoint_named(hooks, name)


async def enable_endpoint(hooks: Hooks, name: str, repeated: bool, now: datetime) -> Endpoint:
    """It is sent everything that happened meanwhile, and what happens from now on.

    Args:
        repeated: As of `disable_endpoint`.

    Raises:
        HookUnknown: there is no such endpoint.
        ServiceUnreachable: the engine does not answer.
    """
    endpoint = await endpoint_named(hooks, name)
    if repeated:
        return endpoint
    changed = await hooks.endpoints.enable(name, now)
    await hooks.deliveries.start(name, anew=changed)
    return await endpoint_named(hooks, name)


async def rotate_secret(hooks: Hooks, name: str, repeated: bool, now: datetime) -> Endpoint:
    """Another secret; for a day the one of before signs, too.

    Args:
        repeated: As of `disable_endpoint`.

    Raises:
        HookUnknown: there is no such endpoint.
    """
    endpoint = await endpoint_named(hooks, name)
    if repeated:
        return endpoint
    await hooks.endpoints.rotate(name, _new_secret(), now + SECRETS_TOGETHER)
    return await endpoint_named(hooks, name)


async def test_endpoint(hooks: Hooks, name: str, now: datetime) -> Tested:
    """Send an event that tells nothing, once, and say what was answered; raises HookUnknown."""
    endpoint = await endpoint_named(hooks, name)
    message = "test_" + secrets.token_hex(13)
    body = body_saying("webhook.test", now, {})
    headers = signed_headers(message, now, body, endpoint.secrets(now))
    async with hooks.sender() as sender:
        return Tested(*await sender.send(endpoint.url, headers, body))


async def send_again(
    hooks: Hooks, first: str, last: str | None, endpoint: str | None, repeated: bool, now: datetime
) -> int:
    """Deliver an event, or all from it to another one, anew.

    Args:
        endpoint: To this one alone; None: to every one.
        repeated: It was done before under the same key.

    Returns:
        How many deliveries it makes; none where it is repeated.

    Raises:
        EventUnknown: there is no such event.
        HookUnknown: there is no such endpoint.
    """
    await hooks.events.give_places()
    for name in filter(None, (first, last)):
        await event_named(hooks, name)
    chosen = [await endpoint_named(hooks, endpoint)] if endpoint else await hooks.endpoints.all()
    if repeated:
        return 0
    until = last or first
    return sum([await hooks.endpoints.send_again(each.id, first, until, now) for each in chosen])


async def event_named(hooks: Hooks, name: str) -> Event:
    """Raises EventUnknown."""
    found = await hooks.events.one(name)
    if found is None:
        raise EventUnknown("There is no event of this id.", event=name)
    return found


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))
