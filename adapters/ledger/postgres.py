"""The ledger in a PostgreSQL database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from adapters.ledger.outages import CHANGES_NOTHING, drop_what_only_reads

_CONNECT_SECONDS = 10


class PostgresDatabase:
    """Transactions on a server, through a pool of connections."""

    def __init__(self, url: URL) -> None:
        self._writers = create_async_engine(
            url,
            hide_parameters=True,  # errors are logged, and parameters may be personal
            pool_pre_ping=True,  # for the first request after the database restarted
            connect_args={"connect_timeout": _CONNECT_SECONDS},
            pool_size=5,
            max_overflow=5,
            pool_use_lifo=True,
        )
        drop_what_only_reads(self._writers.sync_engine)
        self._readers = self._writers.execution_options(isolation_level="REPEATABLE READ")

    async def check(self) -> None:
        async with self.writing() as connection:
            await connection.execute(CHANGES_NOTHING)

    async def close(self) -> None:
        await self._writers.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with self._readers.begin() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._writers.begin() as connection:
            yield connection
