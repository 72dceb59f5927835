"""How scopes are collected, in the ledger."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from adapters.ledger.provider.tables import collections
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import upsert
from domain.billing.provider import Collection

_ROW = collections.c


class StoredCollections:
    """What `application.ports.provider_book.Collections` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def of(self, scope_ids: Sequence[str]) -> dict[str, Collection]:
        asked = select(collections).where(_ROW.scope_id.in_(scope_ids))
        rows = (await self._connection.execute(asked)).mappings()
        return {
            row["scope_id"]: Collection.model_validate(
                {name: row[name] for name in Collection.model_fields}
            )
            for row in rows
        }

    async def keep(self, read: Sequence[Collection], at: datetime) -> None:
        rows = [{**each.model_dump(mode="json"), "read_at": at} for each in read]
        if rows:
            written = upsert(self._connection.dialect.name, collections)
            await self._connection.execute(written, rows)
