"""The typed way to events: what other programs are told. Needs no engine."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from time import monotonic

from domain.errors import InvalidFile
from domain.events.event import Event, EventPage
from domain.events.types import EventType
from engine.wiring.ledgers import ledger_of
from engine.wiring.open_ledger import OpenLedger
from settings import Settings

__all__ = ["LONGEST_WAIT", "MOST", "Event", "EventClient", "EventPage", "EventType", "types_named"]

MOST = 500
"""Events on one page."""

LONGEST_WAIT = 30
"""Seconds for which a page may be waited for."""

_EVERY_SECONDS = 0.5


def types_named(names: Iterable[str], field: str) -> list[EventType]:
    """The types of these names, each of which may hold several between commas.

    Raises:
        InvalidFile: with every name that is no type of an event.
    """
    named = [name.strip() for each in names for name in each.split(",") if name.strip()]
    known = ", ".join(EventType)
    if problems := [
        {
            "field": field,
            "code": "unknown",
            "problem": f"{name[:60]!r} is no type of an event. There are: {known}.",
        }
        for name in named
        if name not in set(EventType)
    ]:
        raise InvalidFile(problems)
    return [EventType(name) for name in named]


class EventClient:
    def __init__(self, ledger: OpenLedger) -> None:
        self._events = ledger.events

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["EventClient"]:
        async with ledger_of(settings) as ledger:
            yield cls(ledger)

    async def page(
        self,
        after: str | None = None,
        types: Sequence[EventType] = (),
        since: datetime | None = None,
        limit: int = 100,
        wait: float = 0,
    ) -> EventPage:
        """The events after one, oldest first.

        Args:
            after: An event's id; from the first one on when not given.
            types: Of these alone; of all when there is none.
            since: That happened at this moment or later.
            limit: At the most so many, up to `MOST`.
            wait: For so many seconds, while there is none.

        Raises:
            InvalidFile: there is no event of this id.
            ServiceUnreachable: the ledger does not answer.
        """
        until = monotonic() + min(wait, LONGEST_WAIT)
        while True:
            page = await self._events.page(after, types, since, min(limit, MOST))
            left = until - monotonic()
            if page.events or left <= 0:
                return page
            await asyncio.sleep(min(left, _EVERY_SECONDS))
