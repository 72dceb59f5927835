"""Drift at the billing system, in the ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, func, insert, select, update

from adapters.ledger.provider.drift_tables import provider_drifts
from adapters.ledger.provider.tables import collections, provider_switches
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from domain.billing.drift import Drift, DriftKind, Seen, Switched
from domain.billing.switching import Stage
from domain.values.money import Money

_ROW, _SWITCH = provider_drifts.c, provider_switches.c
_SWITCHED = (
    select(
        _SWITCH.account_id,
        _SWITCH.scope_id,
        accounts.c.name,
        _SWITCH.began_at,
        collections.c.days_until_due,
    )
    .join(accounts, accounts.c.id == _SWITCH.account_id)
    .outerjoin(collections, collections.c.scope_id == _SWITCH.scope_id)
    .where(_SWITCH.stage == Stage.SWITCHED)
)
_STANDS = _ROW.ended_at.is_(None)


class StoredDrifts:
    """What `application.ports.provider_drifts.Drifts` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def switched(self, provider: str, after: str, at_most: int) -> Sequence[Switched]:
        asked = (
            _SWITCHED.where(_SWITCH.provider == provider, _SWITCH.scope_id > after)
            .order_by(_SWITCH.scope_id)
            .limit(at_most)
        )
        return [Switched(*row) for row in await self._connection.execute(asked)]

    async def switched_scope(self, provider: str, scope_id: str) -> Switched | None:
        asked = _SWITCHED.where(_SWITCH.provider == provider, _SWITCH.scope_id == scope_id)
        row = (await self._connection.execute(asked)).first()
        return None if row is None else Switched(*row)

    async def standing(self, scope_id: str) -> Sequence[Drift]:
        return await self._found(_ROW.scope_id == scope_id, _STANDS)

    async def known(self, scope_id: str, references: Sequence[str]) -> frozenset[str]:
        asked = select(_ROW.reference).where(
            _ROW.scope_id == scope_id,
            _ROW.kind == DriftKind.CHARGED,
            _ROW.reference.in_(references),
        )
        return frozenset((await self._connection.execute(asked)).scalars())

    async def add(self, switched: Switched, provider: str, seen: Seen, at: datetime) -> Drift:
        drift = Drift(
            id=f"drift_{uuid4().hex[:16]}",
            account_id=switched.account_id,
            scope_id=switched.scope_id,
            provider=provider,
            kind=seen.kind,
            reference=seen.reference,
            amount=seen.amount,
            charged_at=seen.at,
            seen_at=at,
        )
        row = drift.model_dump(exclude={"amount"})
        row["amount_minor"] = seen.amount.minor if seen.amount else None
        row["currency"] = seen.amount.currency if seen.amount else None
        await self._connection.execute(insert(provider_drifts).values(row))
        return drift

    async def tried(self, drift: str) -> None:
        await self._change(drift, attempts=_ROW.attempts + 1, trouble=None)

    async def refused(self, drift: str, why: str) -> None:
        await self._change(drift, trouble=why)

    async def put_right(self, drift: str, at: datetime) -> None:
        await self._change(drift, put_right_at=at, trouble=None)

    async def put_right_since(self, scope_id: str, since: datetime) -> int:
        asked = (
            select(func.count())
            .select_from(provider_drifts)
            .where(_ROW.scope_id == scope_id, _ROW.put_right_at >= since)
        )
        return int((await self._connection.execute(asked)).scalar_one())

    async def end(self, drift: str, by: str | None, at: datetime) -> bool:
        asked = select(_ROW.id).where(_ROW.id == drift)
        if (await self._connection.execute(asked)).first() is None:
            return False
        await self._connection.execute(
            update(provider_drifts)
            .where(_ROW.id == drift, _STANDS)
            .values(ended_at=at, ended_by=by)
        )
        return True

    async def listed(
        self, ended: bool, at_most: int, account: str | None = None, scope: str | None = None
    ) -> Sequence[Drift]:
        where: list[ColumnElement[bool]] = [] if ended else [_STANDS]
        where += [_ROW.account_id == account] if account is not None else []
        where += [_ROW.scope_id == scope] if scope is not None else []
        return await self._found(*where, at_most=at_most)

    async def counts(self) -> dict[DriftKind, int]:
        asked = select(_ROW.kind, func.count()).where(_STANDS).group_by(_ROW.kind)
        return {DriftKind(kind): n for kind, n in await self._connection.execute(asked)}

    async def _found(self, *where: Any, at_most: int | None = None) -> Sequence[Drift]:
        asked = (
            select(provider_drifts)
            .where(*where)
            .order_by(_ROW.seen_at.desc(), _ROW.id)
            .limit(at_most)
        )
        rows = (await self._connection.execute(asked)).mappings()
        return [_drift(dict(row)) for row in rows]

    async def _change(self, drift: str, **values: Any) -> None:
        await self._connection.execute(
            update(provider_drifts).where(_ROW.id == drift).values(values)
        )


def _drift(row: Mapping[str, Any]) -> Drift:
    fields = {name: row[name] for name in Drift.model_fields if name != "amount"}
    minor = row["amount_minor"]
    amount = None if minor is None else Money.from_minor(minor, row["currency"])
    return Drift.model_validate({**fields, "amount": amount})
