"""The engines for SQLite: a file that several processes of this machine share."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool, Pool, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util import await_

_BUSY_SECONDS = 30
"""How long a writer waits for a writer in another process."""

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
"""Full: once somebody was told that a switch is made, a power cut must not unmake it."""


def sqlite_engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """One engine for readers and one for writers, whose transactions wait for one another and are
    never refused for it."""
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return _engine(url, _Reader, connections=3), _engine(url, _Writer, connections=1)


def _engine(url: URL, kind: type[sqlite3.Connection], connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,  # an error is logged, and what was written may be personal
        # Without an isolation level the driver begins nothing by itself; the dialect does.
        connect_args={
            "timeout": _BUSY_SECONDS,
            "isolation_level": None,
            "check_same_thread": False,
            "factory": kind,
        },
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    return _DirectEngine(engine.sync_engine)


class _DirectConnection(AsyncConnection):
    async def execute(
        self, statement: Any, parameters: Any = None, *, execution_options: Any = None
    ) -> Any:
        # As its base has it, but without a greenlet to wait in: a statement waits for nothing.
        return self._proxied.execute(statement, parameters, execution_options=execution_options)


class _DirectEngine(AsyncEngine):
    _connection_cls = _DirectConnection


class DirectDialect(SQLiteDialect_pysqlite):
    """Python's own driver, used from an event loop.

    What takes microseconds is done on the spot: crossing to a thread and back for every step of
    every statement costs several times what the ledger's small statements themselves do. A thread
    waits where something is to be waited for: for the write lock, which another process may
    hold, and for the disk.
    """

    driver = "direct"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Pool]:
        return AsyncAdaptedQueuePool

    def do_begin(self, dbapi_connection: Any) -> None:
        dbapi_connection.begin()


registry.register("sqlite.direct", __name__, DirectDialect.__name__)


class _Reader(sqlite3.Connection):
    def begin(self) -> None:
        sqlite3.Cursor(self).execute("BEGIN")


class _Writer(_Reader):
    def begin(self) -> None:
        if not self._took_a_free_lock():
            await_(_in_a_thread(self._take_the_lock))

    def _took_a_free_lock(self) -> bool:
        """Takes the lock if nobody has it, as is nearly always so."""
        cursor = sqlite3.Cursor(self)
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            self._take_the_lock()
        except sqlite3.OperationalError:
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        return True

    def _take_the_lock(self) -> None:
        # At once: one that reads first and writes later can be refused ("database is locked")
        # without any waiting.
        sqlite3.Cursor(self).execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        await_(_in_a_thread(super().commit))


async def _in_a_thread(work: Callable[[], object]) -> None:
    """Whoever is cancelled meanwhile goes on once the connection is at rest."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise


def _prepare(connection: Any, _record: object) -> None:
    connection.executescript(_PRAGMAS)
