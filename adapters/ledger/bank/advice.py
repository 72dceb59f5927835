"""Payment advice in the ledger, as `application.ports.advice` asks for it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, and_, exists, or_, select, update

from adapters.ledger.bank.rows import WHOLE, entry_of
from adapters.ledger.bank.tables import bank_advice, bank_entries
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from domain.bank.advice import KeptAdvice, KeptShare
from domain.bank.entries import BankEntry
from domain.bank.entry_states import EntryState

_ADVICE = bank_advice.c
_ENTRY = bank_entries.c
_SHARES = TypeAdapter(tuple[KeptShare, ...])


class StoredAdvice:
    """What `application.ports.advice.PaymentAdvice` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, advice: KeptAdvice) -> bool:
        row = {
            "id": advice.id,
            "account_id": advice.account,
            "reference": advice.reference,
            "currency": advice.currency,
            "minor": advice.minor,
            "shares": _SHARES.dump_python(advice.shares, mode="json"),
            "name": advice.name,
            "kept_at": advice.kept_at,
            "kept_by": advice.kept_by,
            "entry": advice.entry,
        }
        done = await self._connection.execute(insert_missing(self._connection, bank_advice), row)
        return done.rowcount == 1

    async def use(self, advice: Sequence[str], entry: str) -> None:
        if advice:
            await self._connection.execute(
                update(bank_advice).where(_ADVICE.id.in_(advice)).values(entry=entry)
            )

    async def release(self, entry: str) -> None:
        await self._connection.execute(
            update(bank_advice).where(_ADVICE.entry == entry).values(entry=None)
        )

    async def listed(self, after: str, limit: int) -> list[KeptAdvice]:
        found = select(bank_advice).order_by(_ADVICE.kept_at.desc(), _ADVICE.id)
        if after:
            last = select(_ADVICE.kept_at).where(_ADVICE.id == after).scalar_subquery()
            found = found.where(
                or_(_ADVICE.kept_at < last, and_(_ADVICE.kept_at == last, _ADVICE.id > after))
            )
        return [_advice(row) for row in await self._connection.execute(found.limit(limit))]

    async def one(self, advice: str) -> KeptAdvice | None:
        found = select(bank_advice).where(_ADVICE.id == advice)
        row = (await self._connection.execute(found)).first()
        return None if row is None else _advice(row)

    async def booked_without(self, customer: str, currency: str, minor: int) -> list[BankEntry]:
        found = await self._connection.execute(
            select(*WHOLE)
            .where(
                _ENTRY.customer == customer,
                _ENTRY.currency == currency,
                _ENTRY.minor == minor,
                _ENTRY.state == EntryState.BOOKED,
                ~exists().where(_ADVICE.entry == _ENTRY.id),
            )
            .order_by(_ENTRY.booked_on.desc(), _ENTRY.id)
        )
        return [entry_of(row) for row in found]


async def waiting_advice(connection: Connection, since: datetime) -> list[KeptAdvice]:
    """What was kept from then on and used for no transaction."""
    found = await connection.execute(
        select(bank_advice)
        .where(_ADVICE.entry.is_(None), _ADVICE.kept_at >= since)
        .order_by(_ADVICE.kept_at, _ADVICE.id)
    )
    return [_advice(row) for row in found]


def _advice(row: Row[Any]) -> KeptAdvice:
    return KeptAdvice(
        id=row.id,
        account=row.account_id,
        reference=row.reference,
        currency=row.currency,
        minor=row.minor,
        shares=_SHARES.validate_python(row.shares),
        name=row.name,
        kept_at=row.kept_at,
        kept_by=row.kept_by,
        entry=row.entry,
    )
