"""The ledger's database: transactions for readers, each of one moment, and for writers."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol, Self

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from adapters.ledger.keys.data_keys import lost
from adapters.ledger.migrate import is_current, upgrade
from adapters.ledger.sealed_columns import SealedColumns
from adapters.ledger.sql.connection import Connection, Statements
from adapters.ledger.sql.outages import outages, refusal_of, unanswered
from adapters.ledger.sql.sqlite import SqliteFile
from adapters.ledger.sql.urls import ledger_url


class Store(Protocol):
    """Where a ledger is kept: a file, or a server."""

    def reading(self) -> AbstractAsyncContextManager[Statements]: ...

    def writing(self) -> AbstractAsyncContextManager[Statements]: ...

    async def check(self) -> None:
        """Returns when it can be written to, or is being written to at this moment. Leaves
        nothing."""

    async def close(self) -> None: ...


class Database:
    """An open ledger. It has to be closed: its connections have files or sockets."""

    def __init__(self, store: Store, columns: SealedColumns | None = None) -> None:
        self._store = store
        self._columns = columns or SealedColumns()

    @classmethod
    async def open(
        cls, url: str, columns: SealedColumns | None = None, *, migrate: bool = True
    ) -> Self:
        """Opens the ledger at a URL; `migrate` first upgrades its tables.

        Without `migrate` nothing is reached or checked yet. Without `columns` it has no master key.

        Raises:
            InvalidFile: the URL names no database that can be used.
            ServiceUnreachable: the database does not answer.
        """
        where = ledger_url(url)
        try:
            database = cls(_store(where), columns)
        except OSError as failed:
            raise unanswered() from failed
        try:
            if migrate:
                await database._bring_up_to_date()
        except BaseException as failed:
            await database.close()
            if isinstance(failed, DBAPIError):
                raise (refusal_of(failed) or unanswered()) from failed
            raise
        return database

    async def close(self) -> None:
        await self._store.close()

    def refuse_without_master(self) -> None:
        """Raises MasterKeyUnusable where nothing can be sealed."""
        if not self._columns.masters():
            raise lost("none")

    async def ping(self) -> None:
        """Raises ServiceUnreachable when the database does not answer, or takes nothing new."""
        with outages():
            await self._store.check()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A transaction that reads everything as of one moment.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        with outages():
            async with self._store.reading() as statements:
                yield Connection(statements, self._columns.transaction())

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A transaction that is committed at the end or rolled back.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        with outages():
            sealing = self._columns.transaction()
            async with self._store.writing() as statements:
                yield Connection(statements, sealing)
            sealing.committed()

    async def _bring_up_to_date(self) -> None:
        if await is_current(self._store.reading):
            return
        async with self.writing() as connection:
            await upgrade(connection)


@asynccontextmanager
async def opened_ledger(url: str, columns: SealedColumns | None = None) -> AsyncIterator[Database]:
    """The ledger at a URL, its tables upgraded, for as long as the context lasts. Without `columns`
    it has no master key.

    Raises:
        InvalidFile: the URL names no database that can be used.
        ServiceUnreachable: the database does not answer, at first or later.
    """
    database = await Database.open(url, columns)
    try:
        yield database
    except DBAPIError as failed:
        raise (refusal_of(failed) or unanswered()) from failed
    finally:
        await database.close()


def _store(url: URL) -> Store:
    if url.get_backend_name() == "sqlite":
        return SqliteFile(url)
    # Imported only for a ledger that is kept there: the driver's dialect takes a while.
    from adapters.ledger.sql.postgres import PostgresDatabase

    return PostgresDatabase(url)
