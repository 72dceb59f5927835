"""Says, for as long as a process stays, which master keys it has."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from uuid import uuid4

from adapters.ledger.database import Database
from adapters.ledger.keys.holders import SAID_EVERY, KeyHolder, leave, say
from domain.errors import DomainError
from engine.sealing.keys import master_keys
from settings import Settings


@asynccontextmanager
async def holding_keys(database: Database, settings: Settings, part: str) -> AsyncIterator[None]:
    """Says so at once, and again while the context lasts. A ledger that is away is told later."""
    holder = KeyHolder(
        str(uuid4()), part, tuple(dict.fromkeys(each.name for each in master_keys(settings)))
    )
    await _say(database, holder)
    saying = asyncio.create_task(_keep_saying(database, holder))
    try:
        yield
    finally:
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
        with suppress(DomainError):
            async with database.writing() as connection:
                await leave(connection, holder.process)


def lacking(found: Iterable[KeyHolder], master: str) -> list[str]:
    """Those of them that do not have this master key, as people are told of them."""
    return [f"{each.part} {each.process[:8]}" for each in found if master not in each.masters]


async def _keep_saying(database: Database, holder: KeyHolder) -> None:
    while True:
        await asyncio.sleep(SAID_EVERY.total_seconds())
        await _say(database, holder)


async def _say(database: Database, holder: KeyHolder) -> None:
    with suppress(DomainError):
        async with database.writing() as connection:
            await say(connection, holder, datetime.now(UTC))
