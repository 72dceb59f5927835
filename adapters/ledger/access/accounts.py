"""Accounts, as far as access asks about them, and letters that links go out by."""

from sqlalchemy import select

from adapters.ledger.accounts.holdings import read_one
from adapters.ledger.letters.outbox import queue
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from application.ports.accounts import Holding
from domain.notices import Notice


class AccountsOnFile:
    """What `application.ports.access.AccountsOnFile` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def has(self, account_id: str) -> bool:
        wanted = select(accounts.c.id).where(accounts.c.id == account_id)
        return (await self._connection.execute(wanted)).first() is not None

    async def one(self, account_id: str) -> Holding | None:
        return await read_one(self._connection, account_id)


class LinkLetters:
    """What `application.ports.access.LinkLetters` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def queue(self, notice: Notice) -> bool:
        return await queue(self._connection, [notice]) > 0
