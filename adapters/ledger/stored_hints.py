"""Hints of the billing system, as `application.ports.following` asks for them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from adapters.ledger.connection import Connection
from adapters.ledger.hint_tables import provider_hints, provider_reads
from adapters.ledger.inserting import insert_missing, upsert
from domain.billing.following import Hint, HintState, KeptHint

_HINT, _READ = provider_hints.c, provider_reads.c
_KEPT = ("id", "provider", "kind", "reference", "said_at", "came_at", "attempts")


class StoredHints:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def keep(self, provider: str, hints: Sequence[Hint], at: datetime) -> int:
        new = 0
        for hint in hints:
            row = {
                **hint.model_dump(),
                "provider": provider,
                "came_at": at,
                "state": HintState.WAITING,
                "attempts": 0,
                "next_at": at,
            }
            statement = insert_missing(self._connection, provider_hints)
            new += (await self._connection.execute(statement, row)).rowcount
        return new

    async def waiting(self, provider: str, now: datetime, at_most: int) -> Sequence[KeptHint]:
        found = await self._connection.execute(
            select(*(_HINT[name] for name in _KEPT))
            .where(_HINT.provider == provider)
            .where(_HINT.state == HintState.WAITING, _HINT.next_at <= now)
            .order_by(_HINT.said_at, _HINT.id)
            .limit(at_most)
        )
        return [KeptHint.model_validate(dict(row)) for row in found.mappings()]

    async def end(
        self, ids: Sequence[str], state: HintState, why: str | None, at: datetime
    ) -> None:
        await self._connection.execute(
            update(provider_hints)
            .where(_HINT.id.in_(ids), _HINT.state == HintState.WAITING)
            .values(state=state, why=why, ended_at=at, attempts=_HINT.attempts + 1)
        )

    async def put_off(self, ids: Sequence[str], until: datetime) -> None:
        await self._connection.execute(
            update(provider_hints)
            .where(_HINT.id.in_(ids), _HINT.state == HintState.WAITING)
            .values(next_at=until, attempts=_HINT.attempts + 1)
        )

    async def read_until(self, provider: str) -> datetime | None:
        found = await self._connection.execute(
            select(_READ.until).where(_READ.provider == provider)
        )
        until: datetime | None = found.scalar_one_or_none()
        return until

    async def keep_read(self, provider: str, until: datetime) -> None:
        statement = upsert(self._connection.dialect.name, provider_reads)
        await self._connection.execute(statement, {"provider": provider, "until": until})
