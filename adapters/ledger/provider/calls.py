"""Calls to the billing system, in the ledger: for delivery and for lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, func, literal_column, or_, select, update

from adapters.ledger.database import Database
from adapters.ledger.provider.book import StoredProviderBook
from adapters.ledger.provider.tables import (
    billing_systems,
    provider_calls,
    provider_switches,
)
from adapters.ledger.sql.inserting import upsert
from domain.billing.calls import Call, CallState, ProviderLink
from domain.billing.provider import Ability
from domain.billing.switching import Stage, SwitchAtProvider

_CALL, _SYSTEM = provider_calls.c, billing_systems.c
_WAITING: ColumnElement[str] = literal_column("'waiting'", String)
"""In the statement itself, so that the index of those that wait is used."""


class StoredCalls:
    """What `application.ports.provider_book.CallBook` says, and what people look at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, provider: str, now: datetime, at_most: int) -> Sequence[Call]:
        first = (
            select(func.min(_CALL.id))
            .where(_CALL.provider == provider, _CALL.state == _WAITING)
            .group_by(_CALL.provider, _CALL.account_id)
        )
        asked = (
            select(provider_calls)
            .where(_CALL.id.in_(first), or_(_CALL.next_at.is_(None), _CALL.next_at <= now))
            .order_by(_CALL.id)
            .limit(at_most)
        )
        return await self._read(asked)

    async def link_of(self, invoice: str) -> ProviderLink | None:
        async with self._database.reading() as connection:
            return (await StoredProviderBook(connection).links([invoice])).get(invoice)

    async def done(self, call: Call, answer: str | None, now: datetime) -> None:
        await self._close(call, now, state=CallState.DONE, answer=answer, trouble=None)

    async def put_off(self, call: Call, why: str, next_at: datetime, now: datetime) -> None:
        await self._close(call, now, state=CallState.WAITING, trouble=why, next_at=next_at)

    async def refused(self, call: Call, why: str, now: datetime) -> bool:
        return await self._close(call, now, state=CallState.REFUSED, trouble=why)

    async def keep_provider(
        self, provider: str, abilities: frozenset[Ability], now: datetime
    ) -> None:
        row = {"name": provider, "abilities": sorted(abilities), "present": True, "read_at": now}
        async with self._database.writing() as connection:
            others = update(billing_systems).where(_SYSTEM.name != provider)
            await connection.execute(others.values(present=False))
            await connection.execute(upsert(connection.dialect.name, billing_systems), row)

    async def keep_ledger(self) -> None:
        """The ledger bills: what another one can do is of no interest any more."""
        if await self.present() is not None:
            async with self._database.writing() as connection:
                await connection.execute(update(billing_systems).values(present=False))

    async def present(self) -> tuple[str, frozenset[Ability]] | None:
        """The billing system that workers have, and what it can do; None where none was ever
        kept: it is the ledger."""
        async with self._database.reading() as connection:
            return await StoredProviderBook(connection).present()

    async def call(self, number: int) -> Call | None:
        found = await self._read(select(provider_calls).where(_CALL.id == number))
        return found[0] if found else None

    async def calls(self, states: Sequence[CallState], at_most: int) -> list[Call]:
        """The latest in these states, or in any."""
        asked = select(provider_calls).order_by(_CALL.id.desc()).limit(at_most)
        if states:
            asked = asked.where(_CALL.state.in_(states))
        return await self._read(asked)

    async def under_way(self) -> list[SwitchAtProvider]:
        """Switches that have not ended, the oldest first."""
        row = provider_switches.c
        ended = [stage for stage in Stage if stage.ended]
        asked = select(provider_switches).where(row.stage.not_in(ended)).order_by(row.began_at)
        async with self._database.reading() as connection:
            found = (await connection.execute(asked)).mappings()
            return [SwitchAtProvider.model_validate(dict(each)) for each in found]

    async def again(self, number: int, now: datetime) -> bool:
        """Make a refused call once more, at once."""
        return await self._changed(
            number, CallState.REFUSED, state=CallState.WAITING, next_at=now, attempts=0
        )

    async def settle(self, number: int, by: str) -> bool:
        """A person saw to a refused call at the provider."""
        return await self._changed(
            number, CallState.REFUSED, state=CallState.SETTLED, settled_by=by
        )

    async def _changed(self, number: int, before: CallState, **values: Any) -> bool:
        changed = update(provider_calls).where(_CALL.id == number, _CALL.state == before)
        async with self._database.writing() as connection:
            return (await connection.execute(changed.values(**values))).rowcount == 1

    async def _close(self, call: Call, now: datetime, **values: Any) -> bool:
        return await self._changed(
            call.id, CallState.WAITING, attempts=call.attempts + 1, tried_at=now, **values
        )

    async def _read(self, asked: Any) -> list[Call]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(asked)).mappings()
            return [Call.model_validate(dict(row)) for row in rows]
