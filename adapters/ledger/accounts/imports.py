"""Accounts from a file in the ledger, as `application.ports.importing` asks for it."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, text

from adapters.ledger.accounts.erased import erased_of
from adapters.ledger.accounts.holdings import read
from adapters.ledger.accounts.spellings import spellings
from adapters.ledger.accounts.storing import store
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts, scopes
from application.ports.accounts import Holding
from application.ports.importing import Change


class StoredImports:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def one_at_a_time(self) -> None:
        if self._connection.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
            await self._connection.execute(text("LOCK TABLE accounts IN SHARE ROW EXCLUSIVE MODE"))

    async def spellings(self, ids: Sequence[str]) -> list[str]:
        return await spellings(self._connection, ids)

    async def locked(self, ids: Sequence[str]) -> dict[str, Holding]:
        return await read(self._connection, accounts.c.id.in_(ids), lock=True)

    async def owners(self, scopes_named: Sequence[str]) -> dict[str, str]:
        found = await self._connection.execute(
            select(scopes.c.id, scopes.c.account_id).where(scopes.c.id.in_(scopes_named))
        )
        return {row.id: row.account_id for row in found}

    async def erased(self, ids: Sequence[str]) -> Collection[str]:
        return await erased_of(self._connection, ids)

    async def store(self, changes: Sequence[Change], at: datetime) -> None:
        await store(self._connection, changes, at)
