"""The ledger's database: transactions for readers, each of one moment, and for writers."""

import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, Self

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from adapters.ledger.connection import Connection
from adapters.ledger.migrate import is_current, upgrade
from adapters.ledger.sqlite import SqliteFile
from adapters.ledger.urls import ledger_url
from domain.errors import ServiceUnreachable

_log = logging.getLogger(__name__)


class Store(Protocol):
    """Where a ledger is kept: a file, or a server."""

    def reading(self) -> AbstractAsyncContextManager[Connection]: ...

    def writing(self) -> AbstractAsyncContextManager[Connection]: ...

    async def close(self) -> None: ...


class Database:
    """An open ledger. It has to be closed: its connections have files or sockets."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    async def open(cls, url: str, migrate: bool = True) -> Self:
        """Opens the ledger at a URL; `migrate` first upgrades its tables.

        Without `migrate` nothing is reached or checked yet.

        Raises:
            InvalidFile: the URL names no database that can be used.
            ServiceUnreachable: the database does not answer.
        """
        where = ledger_url(url)
        try:
            database = cls(_store(where))
        except OSError as failed:
            raise _unreachable() from failed
        try:
            if migrate:
                await database._bring_up_to_date()
        except BaseException as failed:
            await database.close()
            if isinstance(failed, DBAPIError):
                raise _unreachable() from failed
            raise
        return database

    async def close(self) -> None:
        await self._store.close()

    async def ping(self) -> None:
        """Raises ServiceUnreachable when the database does not answer."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A transaction that reads everything as of one moment.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        async with _outages(), self._store.reading() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A transaction that is committed at the end or rolled back.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        async with _outages(), self._store.writing() as connection:
            yield connection

    async def _bring_up_to_date(self) -> None:
        if await is_current(self._store.reading):
            return
        async with self.writing() as connection:
            await upgrade(connection)


@asynccontextmanager
async def opened_ledger(url: str) -> AsyncIterator[Database]:
    """The ledger at a URL, its tables upgraded, for as long as the context lasts.

    Raises:
        InvalidFile: the URL names no database that can be used.
        ServiceUnreachable: the database does not answer, at first or later.
    """
    database = await Database.open(url)
    try:
        yield database
    except DBAPIError as failed:
        raise _unreachable() from failed
    finally:
        await database.close()


@asynccontextmanager
async def _outages() -> AsyncIterator[None]:
    """Raises an outage as a plain sentence: the driver's message names hosts and statements, and
    would be stored in the history of workflows that wait for the ledger."""
    try:
        yield
    except (OperationalError, InterfaceError) as failed:
        _log.warning("The ledger does not answer: %s", str(failed.orig).split("\n")[0])
        raise _unreachable() from None


def _store(url: URL) -> Store:
    if url.get_backend_name() == "sqlite":
        return SqliteFile(url)
    # Imported only for a ledger that is kept there: the driver's dialect takes a while.
    from adapters.ledger.postgres import PostgresDatabase

    return PostgresDatabase(url)


def _unreachable() -> ServiceUnreachable:
    return ServiceUnreachable("The ledger's database does not answer.", service="ledger")
