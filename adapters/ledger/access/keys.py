"""API keys, `pbi_<id>_<secret>`: the id may be shown and logged, the secret is shown once."""

import hmac
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from adapters.ledger.access.tables import api_keys
from adapters.ledger.access.tokens import new_id, new_secret
from adapters.ledger.sql.connection import Connection
from domain.signing_in.api_keys import ApiKey, NewApiKey
from domain.signing_in.digests import digest

_PREFIX = "pbi"
_KEY = api_keys.c


class StoredApiKeys:
    """What `application.ports.access.ApiKeys` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, key: NewApiKey) -> tuple[ApiKey, str]:
        secret, given, granted = new_secret(), [*key.roles], [*key.actions]
        made = await self._connection.execute(
            insert(api_keys)
            .values(
                id=new_id(),
                secret_sha256=digest(secret),
                name=key.name,
                roles=[] if granted else given,
                granted={"roles": given, "actions": granted} if granted else None,
                account_id=key.account,
                created_at=key.created_at,
                created_by=key.created_by,
                expires_at=key.expires_at,
            )
            .returning(api_keys)
        )
        new = _key(made.one())
        return new, f"{_PREFIX}_{new.id}_{secret}"

    async def all(self) -> list[ApiKey]:
        newest = select(api_keys).order_by(_KEY.created_at.desc(), _KEY.id)
        return [_key(row) for row in await self._connection.execute(newest)]

    async def of_text(self, text: str) -> ApiKey | None:
        prefix, _, rest = text.partition("_")
        key_id, _, secret = rest.partition("_")
        if prefix != _PREFIX or not secret:
            return None
        found = await self._connection.execute(select(api_keys).where(_KEY.id == key_id))
        row = found.first()
        if row is None or not hmac.compare_digest(row.secret_sha256, digest(secret)):
            return None
        return _key(row)

    async def use(self, key_id: str, at: datetime) -> None:
        used = update(api_keys).where(_KEY.id == key_id).values(last_used_at=at)
        await self._connection.execute(used)

    async def revoke(self, key_id: str, at: datetime) -> bool:
        revoked = await self._connection.execute(
            update(api_keys)
            .where(_KEY.id == key_id, _KEY.revoked_at.is_(None))
            .values(revoked_at=at)
        )
        return revoked.rowcount == 1

    async def good_among(self, texts: Collection[str], now: datetime) -> set[str]:
        by_id = {each.partition("_")[2].partition("_")[0]: each for each in texts}
        found = await self._connection.execute(
            select(_KEY.id).where(
                _KEY.id.in_(by_id),
                _KEY.revoked_at.is_(None),
                or_(_KEY.expires_at.is_(None), _KEY.expires_at > now),
            )
        )
        return {by_id[row.id] for row in found}


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        roles=row.granted["roles"] if row.granted else row.roles,
        account=row.account_id,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        actions=tuple(row.granted["actions"]) if row.granted else None,
    )
