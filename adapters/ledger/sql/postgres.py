"""The ledger in a PostgreSQL database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import URL, Dialect
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql import psycopg
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from adapters.ledger.sql.compiling import COMPILED, EqualOfItsKind
from adapters.ledger.sql.outages import CHANGES_NOTHING, drop_what_only_reads

_CONNECT_SECONDS = 10


class PostgresOfOneKind(EqualOfItsKind, psycopg.dialect_async):
    supports_statement_cache = True

    @classmethod
    def get_async_dialect_cls(cls, url: URL) -> type[Dialect]:
        return cls


registry.register("postgresql.of_one_kind", __name__, PostgresOfOneKind.__name__)


class PostgresDatabase:
    """Transactions on a server, through a pool of connections."""

    def __init__(self, url: URL) -> None:
        self._writers = create_async_engine(
            url.set(drivername="postgresql+of_one_kind"),
            execution_options={"compiled_cache": COMPILED},
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
