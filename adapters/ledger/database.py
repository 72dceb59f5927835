"""The ledger's database: readers that see one moment, writers that take turns."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Self

from sqlalchemy import URL, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from adapters.ledger.migrate import is_current, upgrade
from adapters.ledger.sqlite import sqlite_engines
from adapters.ledger.urls import ledger_url
from domain.errors import ServiceUnreachable

_CONNECT_SECONDS = 10

_log = logging.getLogger(__name__)


class Database:
    """An open ledger. Close it: its connections have threads or sockets of their own."""

    def __init__(self, readers: AsyncEngine, writers: AsyncEngine) -> None:
        self._readers, self._writers = readers, writers
        # SQLite has one writer at a time anyway; waiting here costs nothing, waiting there polls.
        self._turn: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if writers.dialect.name == "sqlite" else nullcontext()
        )

    @classmethod
    async def open(cls, url: str, migrate: bool = True) -> Self:
        """Open the ledger at a URL; `migrate` first brings its tables up to date.

        Without `migrate` nothing is reached or checked yet.

        Raises:
            InvalidFile: the URL names no database that can be used.
            ServiceUnreachable: the database does not answer.
        """
        where = ledger_url(url)
        try:
            database = cls(*_engines(where))
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
        await self._readers.dispose()
        await self._writers.dispose()

    async def ping(self) -> None:
        """Raises ServiceUnreachable when the database does not answer."""
        async with self.reading() as connection:
            await connection.execute(text("SELECT 1"))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A transaction in which everything read is of one moment.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        async with _outages(), self._readers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed at the end, or leaves nothing behind.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        async with _outages(), self._turn, self._writers.begin() as connection:
            yield connection

    async def _bring_up_to_date(self) -> None:
        if await is_current(self._readers):
            return
        async with self.writing() as connection:
            await upgrade(connection)


@asynccontextmanager
async def opened_ledger(url: str) -> AsyncIterator[Database]:
    """The ledger at a URL, its tables up to date, for as long as the context lasts.

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
    """An outage leaves as a plain sentence: what the driver says names hosts and statements, and
    would be kept in the history of whatever waits for the ledger."""
    try:
        yield
    except (OperationalError, InterfaceError) as failed:
        _log.warning("The ledger does not answer: %s", str(failed.orig).split("\n")[0])
        raise _unreachable() from None


def _engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """For readers and for writers."""
    if url.get_backend_name() == "sqlite":
        return sqlite_engines(url)
    engine = create_async_engine(
        url,
        hide_parameters=True,  # an error is logged, and what was written may be personal
        pool_pre_ping=True,  # the first click after the database restarted
        connect_args={"connect_timeout": _CONNECT_SECONDS},
        pool_size=5,
        max_overflow=5,
        pool_use_lifo=True,
    )
    return engine.execution_options(isolation_level="REPEATABLE READ"), engine


def _unreachable() -> ServiceUnreachable:
    return ServiceUnreachable("The ledger's database does not answer.", service="ledger")
