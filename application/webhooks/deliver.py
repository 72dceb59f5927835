"""Events go to one endpoint: each at least once, and what is about one thing in its order."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from application.ports.webhooks import Due, HookBook, HookSender, Tried
from domain.events.event import Event
from domain.webhooks.endpoint import Endpoint
from domain.webhooks.retries import pause_after
from domain.webhooks.signing import signed_headers
from domain.webhooks.states import HookState, Trouble

AT_ONCE = 100
"""Deliveries of one round."""
CONNECTIONS = 10
"""Of them so many at one time."""


@dataclass(frozen=True, slots=True)
class Round:
    tried: int = 0
    moved: bool = False
    """Something was done: there may be more at once."""
    full: bool = False
    """As much happened as one round takes in: there may be more of it."""
    ended: bool = False
    """The endpoint is there no more, or disabled."""


async def deliver_round(
    book: HookBook,
    sender: HookSender,
    name: str,
    now: Callable[[], datetime],
    notify: Callable[[Endpoint, Trouble], Awaitable[None]],
    *,
    takes_in: bool = True,
) -> Round:
    """Take in what happened, and try what is due, once.

    Args:
        takes_in: Whether it looks for what happened; otherwise only for what waits already.

    An endpoint that answers 410, or has failed for days, is disabled, and `notify` says so; what
    happens from then on waits for it.
    """
    endpoint = await book.endpoint(name)
    if endpoint is None or endpoint.state is not HookState.ACTIVE:
        return Round(ended=True)
    taken = await book.take_in(name, now(), AT_ONCE) if takes_in else 0
    full = taken >= AT_ONCE
    due = await book.due(name, now(), AT_ONCE)
    if not due:
        return Round(moved=taken > 0, full=full)
    tries = asyncio.Semaphore(CONNECTIONS)
    tried = await asyncio.gather(*(_tried(sender, endpoint, each, now, tries) for each in due))
    after = await book.record(name, tried, now())
    why = _reason_to_disable(after, tried, now())
    if why is not None and after is not None and await book.disable(name, why, now()):
        await notify(after, why)
    return Round(tried=len(tried), moved=True, full=full, ended=why is not None)


def body_of(event: Event) -> bytes:
    """An event as it is sent, the same bytes at every attempt."""
    return body_saying(event.type, event.at, event.data)


def body_saying(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    payload = {"type": kind, "timestamp": at.isoformat(), "data": data}
    return json.dumps(payload, separators=(",", ":"), ensure_ascii=False).encode()


async def _tried(
    sender: HookSender,
    endpoint: Endpoint,
    due: Due,
    now: Callable[[], datetime],
    tries: asyncio.Semaphore,
) -> Tried:
    async with tries:
        body, at = body_of(due.event), now()
        headers = signed_headers(due.event.id, at, body, endpoint.secrets(at))
        answer, trouble = await sender.send(endpoint.url, headers, body)
    attempts = due.attempts + 1
    pause = pause_after(attempts) if trouble else None
    next_at = now() + pause if pause else None
    return Tried(due.event.id, attempts, answer, trouble, next_at)


def _reason_to_disable(
    endpoint: Endpoint | None, tried: list[Tried], now: datetime
) -> Trouble | None:
    if any(each.trouble is Trouble.GONE for each in tried):
        return Trouble.GONE
    if endpoint is not None and endpoint.has_failed_for_too_long(now):
        return Trouble.FAILED_FOR_DAYS
    return None
