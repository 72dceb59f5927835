"""Hints of the billing system, as `application.ports.following` asks for them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Text, and_, func, literal_column, or_, select, update

from adapters.ledger.provider.hint_tables import provider_hints, provider_reads
from adapters.ledger.provider.tables import provider_links
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing, upsert
from domain.billing.following import Hint, HintState, KeptHint, OpenRefusals, RefusedHint

_HINT, _READ = provider_hints.c, provider_reads.c
_REFUSED = _HINT.state == literal_column("'refused'", Text)
"""In these very words: SQLite finds a partial index by them only. So with the next."""
_WAITING = _HINT.state == literal_column("'waiting'", Text)
_TAKEN_UP_AGAIN = and_(_WAITING, _HINT.retried_at.is_not(None))
_ABOUT_ONE = (_HINT.provider, _HINT.reference, _HINT.why, _HINT.said)
"""Hints that are one to a person: about the same thing, for the same reason."""
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
            .where(_WAITING, _HINT.next_at <= now)
            .order_by(_HINT.said_at, _HINT.id)
            .limit(at_most)
        )
        return [KeptHint.model_validate(dict(row)) for row in found.mappings()]

    async def end(
        self,
        ids: Sequence[str],
        state: HintState,
        why: str | None,
        at: datetime,
        said: str | None = None,
        invoice: str | None = None,
    ) -> None:
        settled = None
        if state is HintState.REFUSED:
            settled = await self._settled_as(ids, why, said)
        await self._connection.execute(
            update(provider_hints)
            .where(_HINT.id.in_(ids), _WAITING)
            .values(
                state=state,
                why=why,
                said=said,
                invoice=invoice,
                ended_at=at,
                attempts=_HINT.attempts + 1,
                settled_at=settled.settled_at if settled else None,
                settled_by=settled.settled_by if settled else None,
            )
        )

    async def refused(self, settled: bool, at_most: int) -> Sequence[RefusedHint]:
        last = (
            select(func.max(_HINT.ended_at).label("ended_at"), func.max(_HINT.id).label("id"))
            .where(or_(_REFUSED, _TAKEN_UP_AGAIN))
            .group_by(*_ABOUT_ONE, _HINT.state, _HINT.settled_at)
            .order_by(func.max(_HINT.ended_at).desc(), func.max(_HINT.id))
            .limit(at_most)
        )
        if not settled:
            last = last.where(_HINT.settled_at.is_(None))
        one = last.subquery()
        asked = (
            select(
                provider_hints,
                provider_links.c.invoice.label("linked"),
                one.c.ended_at.label("refused_at"),
            )
            .join(one, one.c.id == _HINT.id)
            .outerjoin(
                provider_links,
                and_(
                    provider_links.c.provider == _HINT.provider,
                    provider_links.c.reference == _HINT.reference,
                ),
            )
            .order_by(one.c.ended_at.desc(), _HINT.id)
        )
        rows = (await self._connection.execute(asked)).mappings()
        return [_refused(dict(row)) for row in rows]

    async def open_refusals(self) -> OpenRefusals:
        one = (
            select(func.min(_HINT.came_at).label("since"))
            .where(_REFUSED, _HINT.settled_at.is_(None))
            .group_by(*_ABOUT_ONE)
            .subquery()
        )
        asked = select(func.count(), func.min(one.c.since)).select_from(one)
        number, since = (await self._connection.execute(asked)).one()
        return OpenRefusals(int(number), since)

    async def settle(self, hint: str, by: str, at: datetime) -> bool:
        asked = select(*_ABOUT_ONE).where(_HINT.id == hint, _REFUSED)
        row = (await self._connection.execute(asked)).first()
        if row is None:
            return False
        await self._connection.execute(
            update(provider_hints)
            .where(
                _HINT.provider == row.provider,
                _HINT.reference == row.reference,
                _HINT.why.is_not_distinct_from(row.why),
                _HINT.said.is_not_distinct_from(row.said),
                _REFUSED,
                _HINT.settled_at.is_(None),
            )
            .values(settled_at=at, settled_by=by)
        )
        return True

    async def retry(self, provider: str, hint: str, by: str, at: datetime) -> bool:
        asked = select(_HINT.kind, _HINT.reference).where(
            _HINT.id == hint,
            _HINT.provider == provider,
            or_(_REFUSED, _HINT.retried_at.is_not(None)),
        )
        row = (await self._connection.execute(asked)).first()
        if row is None:
            return False
        await self._connection.execute(
            update(provider_hints)
            .where(
                _HINT.provider == provider,
                _HINT.kind == row.kind,
                _HINT.reference == row.reference,
                _REFUSED,
            )
            .values(
                state=HintState.WAITING,
                attempts=0,
                next_at=at,
                settled_at=None,
                settled_by=None,
                retried_at=at,
                retried_by=by,
            )
        )
        return True

    async def _settled_as(
        self, ids: Sequence[str], why: str | None, said: str | None
    ) -> Row[Any] | None:
        """What was seen to before, about the same thing and for the same reason."""
        about = provider_hints.alias("about")
        same = and_(about.c.provider == _HINT.provider, about.c.reference == _HINT.reference)
        asked = select(_HINT.settled_at, _HINT.settled_by).where(
            select(about.c.id).where(about.c.id.in_(ids), same).exists(),
            _REFUSED,
            _HINT.why.is_not_distinct_from(why),
            _HINT.said.is_not_distinct_from(said),
            _HINT.settled_at.is_not(None),
        )
        return (await self._connection.execute(asked.limit(1))).first()

    async def put_off(self, ids: Sequence[str], until: datetime) -> None:
        await self._connection.execute(
            update(provider_hints)
            .where(_HINT.id.in_(ids), _WAITING)
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


def _refused(row: dict[str, Any]) -> RefusedHint:
    code = row["why"] or ""
    # Before 0.2.0 kept the words, there was the code alone.
    given = {
        **row,
        "code": code,
        "said": row["said"] or code.replace("_", " "),
        "invoice": row["invoice"] or row["linked"],
    }
    return RefusedHint.model_validate({name: given[name] for name in RefusedHint.model_fields})
