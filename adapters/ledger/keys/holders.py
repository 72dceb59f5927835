"""Which process that stays has which master keys: one is used only once all of them have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from adapters.ledger.keys.tables import key_holders
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import upsert

_HOLDER = key_holders.c

SAID_EVERY = timedelta(seconds=30)
_BELIEVED_FOR = timedelta(minutes=3)
"""A process that was ended without a word counts for so long."""


@dataclass(frozen=True)
class KeyHolder:
    process: str
    part: str
    """What it is: a worker or a console."""
    masters: tuple[str, ...]


async def say(connection: Connection, holder: KeyHolder, now: datetime) -> None:
    row = {
        "process": holder.process,
        "part": holder.part,
        "masters": list(holder.masters),
        "seen_at": now,
    }
    await connection.execute(upsert(connection.dialect.name, key_holders), row)


async def leave(connection: Connection, process: str) -> None:
    await connection.execute(delete(key_holders).where(_HOLDER.process == process))


async def holders(connection: Connection, now: datetime) -> Sequence[KeyHolder]:
    """Those that said so of late; those of long ago are forgotten."""
    since = now - _BELIEVED_FOR
    asked = select(_HOLDER.process, _HOLDER.part, _HOLDER.masters).where(_HOLDER.seen_at > since)
    found = await connection.execute(asked.order_by(_HOLDER.part, _HOLDER.process))
    return [KeyHolder(process, part, tuple(masters)) for process, part, masters in found]
