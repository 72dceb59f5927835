"""Idempotency keys of callers (`Idempotency-Key`, `--key`) and what each was used for. A key is
valid for one thing by one caller, for ever.

A key is claimed before anything is sent, so that after a crash the same key still means the same
thing. A refusal releases it, since nothing was done under it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Row, bindparam, select, update

from adapters.ledger.database import Database
from adapters.ledger.idempotency_keys_of_before import is_the_same
from adapters.ledger.questions import Question, digest, question_of
from adapters.ledger.sql.inserting import insert_missing
from adapters.ledger.tables import used_keys
from application.ports.idempotency_keys import Claim
from domain.errors import DomainError, EffectMismatch, ServiceUnreachable

_KEY = used_keys.c
_OF_KEY = _KEY.key == bindparam("of_key")
_FOUND = select(used_keys).where(_OF_KEY)
_TAKE_AGAIN = (
    update(used_keys)
    .where(_OF_KEY, _KEY.asked.is_(None))
    .values(
        asked=bindparam("new_asked"), meaning=bindparam("new_meaning"), claimed_at=bindparam("now")
    )
)
_AS_CLAIMED = (
    _OF_KEY,
    _KEY.asked == bindparam("of_asked"),
    _KEY.attempt == bindparam("of_attempt"),
    _KEY.done_at.is_(None),
)
_GIVE_BACK = (
    update(used_keys).where(*_AS_CLAIMED).values(asked=None, meaning=None, attempt=_KEY.attempt + 1)
)
_DONE = update(used_keys).where(*_AS_CLAIMED).values(done_at=bindparam("now"))


class _Asks(NamedTuple):
    key: str
    name: str
    """The digest under which the key is stored."""
    question: Question
    target: str
    body: Any


class UsedKeys:
    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def once(
        self, key: str | None, by: str, operation: str, target: str, body: Any
    ) -> AsyncIterator[Claim]:
        """What is done inside is done under this key. Without a key, every call is new.

        Args:
            by: Who asks.
            operation: What for, and `target` of what: a request, an invoice, an account.
            body: A message, or plain values. Who asks, and how they came in, is no part of it.

        Raises:
            EffectMismatch: the key was used for something else, or by somebody else.
        """
        if key is None:
            yield Claim(str(uuid4()))
            return
        question = question_of(by, operation, target, body)
        asks = _Asks(key, digest(key), question, target, body)
        claim, row = await self._claim(asks)
        done = claim.done
        here = {"of_key": asks.name, "of_asked": row.asked, "of_attempt": row.attempt}
        try:
            yield claim
        except ServiceUnreachable:
            raise  # it may still be done
        except DomainError:
            if not done:
                await self._write(_GIVE_BACK, here)
            raise
        if not done:
            try:
                await self._write(_DONE, {**here, "now": datetime.now(UTC)})
            except ServiceUnreachable as outage:
                raise _done_all_the_same() from outage

    async def _claim(self, asks: "_Asks") -> tuple[Claim, Row[Any]]:
        name, now = asks.name, datetime.now(UTC)
        asked, meaning = asks.question.written, asks.question.meaning
        async with self._database.writing() as connection:
            row = {"key": name, "asked": asked, "meaning": meaning, "attempt": 1, "claimed_at": now}
            await connection.execute(insert_missing(connection, used_keys), row)
            again = {"of_key": name, "new_asked": asked, "new_meaning": meaning, "now": now}
            await connection.execute(_TAKE_AGAIN, again)
            found = (await connection.execute(_FOUND, {"of_key": name})).one()
            if found.effect is None:
                same = _is_asked_again(found, asks.question)
                id_ = digest(name, found.asked, str(found.attempt))[:40]
            else:
                same = await is_the_same(connection, found, asks.key, asks.target, asks.body)
                id_ = asks.key
        if not same:
            raise EffectMismatch.of_key()
        return Claim(id_, found.done_at is not None), found

    async def _write(self, statement: Any, values: dict[str, Any]) -> None:
        async with self._database.writing() as connection:
            await connection.execute(statement, values)


def _is_asked_again(found: Row[Any], question: Question) -> bool:
    same = question.meaning_for(found.asked)
    return found.asked == question.written or bool(found.meaning == same)


def _done_all_the_same() -> ServiceUnreachable:
    """Why this was not written down would say that nothing was done, and be wrong."""
    return ServiceUnreachable(
        "It was done, but the ledger could not keep that this key was used for it: ask again under"
        " the same key.",
        service="ledger",
    )
