"""What was done under which idempotency key, and its answer."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel
from sqlalchemy import bindparam, literal, select

from adapters.ledger.invoices.tables import invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from adapters.ledger.tables import effects
from application.ports.answers import ThroughInvoice
from domain.errors import EffectMismatch
from domain.invoices.invoice import invoice_id

_STORED = select(effects.c.asked, effects.c.answer).where(effects.c.key == bindparam("of_key"))
_USED = select(effects.c.key).where(effects.c.key.in_(bindparam("of_keys", expanding=True)))
_THROUGH_AN_INVOICE = (
    select(effects.c.answer, invoices.c.currency)
    .join_from(
        invoices,
        effects,
        effects.c.key == literal(invoice_id("")) + invoices.c.number + bindparam("of_key"),
    )
    .where(invoices.c.account_id == bindparam("of_account"))
)


class StoredAnswers:
    """What `application.ports.answers` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._unused: set[str] = set()

    async def prefetch(self, keys: Sequence[str]) -> None:
        used = await self._connection.execute(_USED, {"of_keys": keys})
        self._unused = set(keys) - set(used.scalars())

    async def to(self, key: str, order: BaseModel) -> Any | None:
        unused = key in self._unused
        return None if unused else await answer_to(self._connection, key, order)

    async def under(self, key: str) -> Any | None:
        row = (await self._connection.execute(_STORED, {"of_key": key})).first()
        return row.answer if row is not None else None

    async def through_an_invoice(self, account_id: str, key: str) -> ThroughInvoice | None:
        asked = {"of_account": account_id, "of_key": f"/{key}"}
        row = (await self._connection.execute(_THROUGH_AN_INVOICE, asked)).first()
        return ThroughInvoice(row.answer, row.currency) if row is not None else None

    async def remember(self, key: str, order: BaseModel, answer: BaseModel, at: datetime) -> None:
        self._unused.discard(key)
        await remember(self._connection, key, order, answer, at)


async def answer_to(connection: Connection, key: str, order: BaseModel) -> Any | None:
    """The answer stored under the key, as JSON; None when the key was not used yet.

    Raises:
        EffectMismatch: the key was used for another order.
    """
    found = await connection.execute(_STORED, {"of_key": key})
    row = found.first()
    return None if row is None else answer_for(key, order, row.asked, row.answer)


def answer_for(key: str, order: BaseModel, asked: str, answer: Any) -> Any:
    """The answer of a key, of which the order that it was used for is known by its digest.

    Raises:
        EffectMismatch: it was another one.
    """
    if asked != fingerprint(order):
        raise _mismatch(key)
    return answer


async def remember(
    connection: Connection, key: str, order: BaseModel, answer: BaseModel, at: datetime
) -> None:
    """Stores the answer under the key, for ever.

    Raises:
        EffectMismatch: another order took the key at this very moment.
    """
    await write_answers(connection, [answer_row(key, order, answer, at)])


def answer_row(key: str, order: BaseModel, answer: BaseModel, at: datetime) -> dict[str, Any]:
    return {
        "key": key,
        "asked": fingerprint(order),
        "answer": answer.model_dump(mode="json"),
        "done_at": at,
    }


async def write_answers(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Stores them all, or refuses as `remember`."""
    stored = await connection.execute(insert_missing(connection, effects), rows)
    if stored.rowcount != len(rows):
        raise _mismatch(", ".join(row["key"] for row in rows))


def fingerprint(order: BaseModel) -> str:
    """A digest of the order: equal orders have equal digests, independent of their sender."""
    # Without defaults: a field that a later version adds does not change the digest. Nor does
    # another link or session of the same person.
    asked = order.model_dump_json(exclude_defaults=True, exclude={"through"})
    return sha256(asked.encode()).hexdigest()


def _mismatch(key: str) -> EffectMismatch:
    return EffectMismatch.of_key(key=key)
