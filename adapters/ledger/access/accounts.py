"""Accounts, as far as access asks about them, and letters that links go out by."""

from collections.abc import Collection

from sqlalchemy import select

from adapters.ledger.accounts.holdings import read_one
from adapters.ledger.letters.outbox import queue
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from application.ports.accounts import Holding
from domain.notices import Notice

_AT_ONCE = 1000


class AccountsOnFile:
    """What `application.ports.access.AccountsOnFile` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def has(self, account_id: str) -> bool:
        wanted = select(accounts.c.id).where(accounts.c.id == account_id)
        return (await self._connection.execute(wanted)).first() is not None

    async def names(self, ids: Collection[str]) -> dict[str, str]:
        named: dict[str, str] = {}
        wanted_ids = sorted(ids)
        for start in range(0, len(wanted_ids), _AT_ONCE):
            some = wanted_ids[start : start + _AT_ONCE]
            wanted = select(accounts.c.id, accounts.c.name).where(accounts.c.id.in_(some))
            named |= {row.id: row.name for row in await self._connection.execute(wanted)}
        return named

    async def one(self, account_id: str) -> Holding | None:
        return await read_one(self._connection, account_id)


class LinkLetters:
    """What `application.ports.access.LinkLetters` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def queue(self, notice: Notice) -> bool:
        return await queue(self._connection, [notice]) > 0
