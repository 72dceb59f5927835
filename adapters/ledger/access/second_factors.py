"""Second factors, as they are kept: apps and security keys."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from adapters.ledger.access.tables import second_factors
from adapters.ledger.access.tokens import new_id
from adapters.ledger.sql.connection import Connection
from application.ports.access import App
from domain.signing_in.second_factors import FactorKind, SecondFactor
from domain.signing_in.security_keys import NewKey, StoredKey

_FACTOR = second_factors.c
_UNCONFIRMED = _FACTOR.confirmed_at.is_(None)


class StoredFactors:
    """What `application.ports.access.SecondFactors` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, sign_in: str) -> list[SecondFactor]:
        return [
            SecondFactor(
                id=row.id,
                kind=row.kind,
                name=row.name,
                created_at=row.created_at,
                used_at=row.used_at,
            )
            for row in await self._confirmed(sign_in)
        ]

    async def apps_of(self, sign_in: str) -> list[App]:
        found = await self._confirmed(sign_in, _FACTOR.kind == FactorKind.TOTP)
        return [App(row.id, row.secret) for row in found]

    async def keys_of(self, sign_in: str) -> list[StoredKey]:
        found = await self._confirmed(sign_in, _FACTOR.kind == FactorKind.SECURITY_KEY)
        return [StoredKey(row.id, row.credential_id, row.public_key, row.counter) for row in found]

    async def begin_app(self, sign_in: str, secret: str, at: datetime) -> str:
        return await self._begin(sign_in, FactorKind.TOTP, "app", secret, at)

    async def pending_app(self, sign_in: str, factor: str) -> str | None:
        found = await self._connection.execute(
            select(_FACTOR.secret).where(
                _FACTOR.id == factor,
                _FACTOR.sign_in == sign_in,
                _FACTOR.kind == FactorKind.TOTP,
                _UNCONFIRMED,
            )
        )
        secret: str | None = found.scalar_one_or_none()
        return secret

    async def confirm_app(self, factor: str, name: str, step: int, at: datetime) -> None:
        await self._connection.execute(
            update(second_factors)
            .where(_FACTOR.id == factor)
            .values(confirmed_at=at, counter=step, name=name)
        )

    async def begin_key(self, sign_in: str, challenge: str, at: datetime) -> None:
        # There is no public key yet: until then the challenge is stored in its place.
        kind = FactorKind.SECURITY_KEY
        await self._begin(sign_in, kind, kind, challenge, at)

    async def take_challenge(self, sign_in: str, since: datetime) -> str | None:
        awaited = (
            _FACTOR.sign_in == sign_in,
            _FACTOR.kind == FactorKind.SECURITY_KEY,
            _UNCONFIRMED,
        )
        found = await self._connection.execute(
            select(_FACTOR.secret).where(*awaited, _FACTOR.created_at > since)
        )
        row = found.first()
        gone = await self._connection.execute(delete(second_factors).where(*awaited))
        return str(row.secret) if row is not None and gone.rowcount else None

    async def has_key(self, credential: str) -> bool:
        taken = select(_FACTOR.id).where(_FACTOR.credential_id == credential)
        return (await self._connection.execute(taken)).first() is not None

    async def add_key(self, sign_in: str, key: NewKey, name: str, at: datetime) -> str:
        factor = new_id()
        await self._connection.execute(
            insert(second_factors).values(
                id=factor,
                sign_in=sign_in,
                kind=FactorKind.SECURITY_KEY,
                name=name,
                credential_id=key.credential,
                public_key=key.public_key,
                counter=key.count,
                created_at=at,
                confirmed_at=at,
            )
        )
        return factor

    async def use(self, factor: str, count: int, at: datetime) -> bool:
        used = await self._connection.execute(
            update(second_factors)
            .where(_FACTOR.id == factor, _FACTOR.counter < count)
            .values(counter=count, used_at=at)
        )
        return used.rowcount == 1

    async def use_uncounted(self, factor: str, at: datetime) -> bool:
        used = await self._connection.execute(
            update(second_factors)
            .where(_FACTOR.id == factor, _FACTOR.counter == 0)
            .values(used_at=at)
        )
        return used.rowcount == 1

    async def remove(self, sign_in: str, factor: str) -> bool:
        return await self._delete(_FACTOR.id == factor, _FACTOR.sign_in == sign_in) == 1

    async def remove_unconfirmed(self, sign_in: str) -> None:
        await self._delete(_FACTOR.sign_in == sign_in, _UNCONFIRMED)

    async def remove_all(self, sign_in: str) -> int:
        return await self._delete(_FACTOR.sign_in == sign_in)

    async def _begin(
        self, sign_in: str, kind: FactorKind, name: str, secret: str, at: datetime
    ) -> str:
        factor = new_id()
        await self._connection.execute(
            insert(second_factors).values(
                id=factor, sign_in=sign_in, kind=kind, name=name, secret=secret, created_at=at
            )
        )
        return factor

    async def _confirmed(self, sign_in: str, *which: Any) -> list[Row[Any]]:
        """Oldest first."""
        found = await self._connection.execute(
            select(second_factors)
            .where(_FACTOR.sign_in == sign_in, _FACTOR.confirmed_at.is_not(None), *which)
            .order_by(_FACTOR.created_at)
        )
        return list(found.all())

    async def _delete(self, *which: Any) -> int:
        return (await self._connection.execute(delete(second_factors).where(*which))).rowcount
