"""What was done under which idempotency key, and what was answered."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel
from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.inserting import insert_missing
from adapters.ledger.tables import effects
from domain.errors import EffectMismatch

_STORED = select(effects.c.asked, effects.c.answer).where(effects.c.key == bindparam("of_key"))


async def answer_to(connection: AsyncConnection, key: str, order: BaseModel) -> Any | None:
    """The answer stored under the key, as JSON; None when the key was not used yet.

    Raises:
        EffectMismatch: the key was used for another order.
    """
    found = await connection.execute(_STORED, {"of_key": key})
    row = found.first()
    if row is None:
        return None
    if row.asked != fingerprint(order):
        raise _mismatch(key)
    return row.answer


async def stored_under(connection: AsyncConnection, key: str) -> Any | None:
    """The answer stored under the key, as JSON, whatever was asked; None without one."""
    row = (await connection.execute(_STORED, {"of_key": key})).first()
    return row.answer if row is not None else None


async def remember(
    connection: AsyncConnection, key: str, order: BaseModel, answer: BaseModel, at: datetime
) -> None:
    """Store the answer under the key, for ever.

    Raises:
        EffectMismatch: another order took the key at this very moment.
    """
    stored = await connection.execute(
        insert_missing(connection, effects),
        {
            "key": key,
            "asked": fingerprint(order),
            "answer": answer.model_dump(mode="json"),
            "done_at": at,
        },
    )
    if stored.rowcount != 1:
        raise _mismatch(key)


def fingerprint(order: BaseModel) -> str:
    """What was asked, in short: the same for the same order, whoever brings it in."""
    # Without defaults: a field that a later version adds does not make a retried order another.
    # Nor does another link or session of the same person.
    asked = order.model_dump_json(exclude_defaults=True, exclude={"through"})
    return sha256(asked.encode()).hexdigest()


def _mismatch(key: str) -> EffectMismatch:
    return EffectMismatch("This was already used to ask for something else.", key=key)
