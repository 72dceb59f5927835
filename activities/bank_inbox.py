"""A look into the inbox of a bank's files, as a step of the schedule's workflow."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta

import structlog
from pydantic import BaseModel
from temporalio import activity

from application.bank.inbox import InboxWatch, look

_EVERY = timedelta(seconds=10)

_log = structlog.stdlib.get_logger(__name__)


class LookIntoInbox(BaseModel):
    seen: tuple[str, ...] = ()
    """What the look before found and left, by marks that say nothing of a file."""


class InboxLooked(BaseModel):
    done: int = 0
    refused: int = 0
    growing: int = 0
    """Files that may not be complete yet."""
    unreadable: int = 0
    seen: tuple[str, ...] = ()


class BankInboxActivities:
    def __init__(self, watch: InboxWatch | None) -> None:
        """Args:
        watch: None where no inbox is watched.
        """
        self._watch = watch

    @activity.defn
    async def look_into_inbox(self, order: LookIntoInbox) -> InboxLooked:
        """Imports what is complete and puts it away. Another attempt goes on with what still
        lies there; what was read and not put away is read again, and counts once."""
        if self._watch is None:
            return InboxLooked()
        async with _beating():
            looked = await look(self._watch, frozenset(order.seen))
        if looked.unreadable:
            _log.warning("files in the bank's inbox cannot be read for now", n=looked.unreadable)
        return InboxLooked(
            done=looked.done,
            refused=looked.refused,
            growing=looked.growing,
            unreadable=looked.unreadable,
            seen=looked.seen,
        )


@asynccontextmanager
async def _beating() -> AsyncIterator[None]:
    """Heartbeats while one file takes long, so that another worker soon takes over when this one
    is lost."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(_EVERY.total_seconds())

    beating = asyncio.create_task(beat())
    try:
        yield
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
