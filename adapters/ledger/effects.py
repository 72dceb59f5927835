"""What was done under which idempotency key, and its answer."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel
from sqlalchemy import bindparam, literal, select

from adapters.ledger.connection import Connection
from adapters.ledger.inserting import insert_missing
from adapters.ledger.invoices.tables import invoices
from adapters.ledger.tables import effects
from application.ports.answers import ThroughInvoice
from domain.errors import EffectMismatch
from domain.invoices.invoice import invoice_id

_STORED = select(effects.c.asked, effects.c.answer).where(effects.c.key == bindparam("of_key"))
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

    async def to(self, key: str, order: BaseModel) -> Any | None:
        return await answer_to(self._connection, key, order)

    async def under(self, key: str) -> Any | None:
        row = (await self._connection.execute(_STORED, {"of_key": key})).first()
        return row.answer if row is not None else None

    async def through_an_invoice(self, account_id: str, key: str) -> ThroughInvoice | None:
        asked = {"of_account": account_id, "of_key": f"/{key}"}
        row = (await self._connection.execute(_THROUGH_AN_INVOICE, asked)).first()
        return ThroughInvoice(row.answer, row.currency) if row is not None else None

    async def remember(self, key: str, order: BaseModel, answer: BaseModel, at: datetime) -> None:
        await remember(self._connection, key, order, answer, at)


async def answer_to(connection: Connection, key: str, order: BaseModel) -> Any | None:
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


async def remember(
    connection: Connection, key: str, order: BaseModel, answer: BaseModel, at: datetime
) -> None:
    """Stores the answer under the key, for ever.

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
    """A digest of the order: equal orders have equal digests, independent of their sender."""
    # Without defaults: a field that a later version adds does not change the digest. Nor does
    # another link or session of the same person.
    asked = order.model_dump_json(exclude_defaults=True, exclude={"through"})
    return sha256(asked.encode()).hexdigest()


def _mismatch(key: str) -> EffectMismatch:
    return EffectMismatch("This was already used to ask for something else.", key=key)
