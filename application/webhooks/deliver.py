"""Delivers events to one endpoint: each at least once, those about one thing in order."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from application.ports.webhooks import Due, HookBook, HookSender, Tried, Waiting
from domain.events.event import Event
from domain.webhooks.disabling import reason_to_disable
from domain.webhooks.endpoint import Endpoint
from domain.webhooks.retries import pause_after
from domain.webhooks.signing import signed_headers
from domain.webhooks.states import Trouble

AT_ONCE = 100
"""Deliveries of one round."""
CONNECTIONS = 10
"""Of them so many at one time."""
BEGUN_WITHIN = timedelta(seconds=10)
"""Of a round. What is slow is left for the next one: what was delivered has to be written down
before long, as a worker that is lost until then delivers it again."""


@dataclass(frozen=True, slots=True)
class Round:
    tried: int = 0
    more: bool = False
    """There may be more to be done at once."""
    ended: bool = False
    """The endpoint is there no more, or disabled."""


async def deliver_round(
    book: HookBook,
    sender: HookSender,
    name: str,
    now: Callable[[], datetime],
    notify: Callable[[Endpoint, Trouble], Awaitable[None]],
) -> Round:
    """Take in what happened, and try what is due, once.

    An endpoint that answers 410, or has failed for days, is disabled, and `notify` says so; what
    happens from then on waits for it.
    """
    waiting = await book.waiting(name, now(), AT_ONCE)
    if waiting is None:
        return Round(ended=True)
    if not waiting.due:
        return Round(more=waiting.more)
    tried, all_begun = await _attempts(sender, waiting, now)
    after = await book.record(name, tried, now())
    why = reason_to_disable(after, [each.trouble for each in tried], now())
    if why is not None and after is not None and await book.disable(name, why, now()):
        await notify(after, why)
    return Round(len(tried), more=waiting.more or not all_begun, ended=why is not None)


def body_of(event: Event) -> bytes:
    """An event as it is sent, the same bytes at every attempt."""
    return body_saying(event.type, event.at, event.data)


def body_saying(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    payload = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()


async def _attempts(
    sender: HookSender, waiting: Waiting, now: Callable[[], datetime]
) -> tuple[list[Tried], bool]:
    """One attempt for each delivery, and whether there was time for all: what is about one thing
    one after another until one fails, several things at a time."""
    of_things: dict[str, list[Due]] = {}
    for due in waiting.due:
        of_things.setdefault(due.event.about, []).append(due)
    left, until = iter(of_things.values()), now() + BEGUN_WITHIN
    tried: list[Tried] = []
    all_begun = True

    async def deliver_some() -> None:
        nonlocal all_begun
        for of_one in left:
            for due in of_one:
                if now() >= until:
                    all_begun = False
                    return
                tried.append(await _attempt(sender, waiting.endpoint, due, now))
                if tried[-1].trouble:
                    break

    async with asyncio.TaskGroup() as tasks:
        for _ in range(min(CONNECTIONS, len(of_things))):
            tasks.create_task(deliver_some())
    return tried, all_begun


async def _attempt(
    sender: HookSender, endpoint: Endpoint, due: Due, now: Callable[[], datetime]
) -> Tried:
    body, at = body_of(due.event), now()
    headers = signed_headers(due.event.id, at, body, endpoint.secrets(at))
    answer, trouble = await sender.send(endpoint.url, headers, body)
    attempts = due.attempts + 1
    pause = pause_after(attempts) if trouble else None
    next_at = now() + pause if pause else None
    return Tried(due.event.id, attempts, answer, trouble, next_at)
