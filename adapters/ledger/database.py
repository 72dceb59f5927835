"""The ledger's database: transactions for readers, each of one moment, and for writers."""

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
    """An open ledger. It has to be closed: its connections have threads or sockets."""

    def __init__(self, readers: AsyncEngine, writers: AsyncEngine) -> None:
        self._readers, self._writers = readers, writers
        # SQLite has one writer at a time anyway; waiting here costs nothing, while SQLite polls.
        self._turn: AbstractAsyncContextManager[None] = (
            asyncio.Lock() if writers.dialect.name == "sqlite" else nullcontext()
        )

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
        """A transaction that reads everything as of one moment.

        Raises:
            ServiceUnreachable: the database does not answer.
        """
        async with _outages(), self._readers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that is committed at the end or rolled back.

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


def _engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """The engines for readers and for writers."""
    if url.get_backend_name() == "sqlite":
        return sqlite_engines(url)
    engine = create_async_engine(
        url,
        hide_parameters=True,  # errors are logged, and parameters may be personal
        pool_pre_ping=True,  # for the first request after the database restarted
        connect_args={"connect_timeout": _CONNECT_SECONDS},
        pool_size=5,
        max_overflow=5,
        pool_use_lifo=True,
    )
    return engine.execution_options(isolation_level="REPEATABLE READ"), engine


def _unreachable() -> ServiceUnreachable:
    return ServiceUnreachable("The ledger's database does not answer.", service="ledger")
