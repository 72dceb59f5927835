"""Engines for SQLite: a file that several processes on this machine share."""

import asyncio
import sqlite3
import time
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

_QUICK_SECONDS = 0.005
"""A commit that takes less than this runs in the event loop's thread: crossing to another takes
longer."""
_OF_LATE = 8
"""Commits over which the average is taken."""

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
"""FULL: once somebody was informed of a switch, a power cut must not undo it."""


def sqlite_engines(url: URL) -> tuple[AsyncEngine, AsyncEngine]:
    """An engine for readers and one for writers, whose transactions wait for one another and never
    fail for it."""
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    return _engine(url, _Reader, connections=3), _engine(url, _Writer, connections=1)


def _engine(url: URL, kind: type[sqlite3.Connection], connections: int) -> AsyncEngine:
    engine = create_async_engine(
        url,
        hide_parameters=True,  # errors are logged, and parameters may be personal
        # Without an isolation level the driver begins no transactions itself; the dialect does.
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
    """Runs statements without a greenlet, since nothing is awaited."""

    async def execute(self, *statement: Any, **options: Any) -> Any:
        return self._proxied.execute(*statement, **options)

    async def exec_driver_sql(self, *statement: Any, **options: Any) -> Any:
        return self._proxied.exec_driver_sql(*statement, **options)


class _DirectEngine(AsyncEngine):
    _connection_cls = _DirectConnection


class DirectDialect(SQLiteDialect_pysqlite):
    """Python's own driver, used from an event loop.

    What takes microseconds runs in the loop's thread: crossing to another thread for every step of
    every statement costs several times what the ledger's small statements do. A thread is used for
    what has to wait: for the write lock, which another process may hold, and for a slow disk.
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
    def prepare(self) -> None:
        self.executescript(_PRAGMAS)

    def begin(self) -> None:
        sqlite3.Cursor(self).execute("BEGIN")


class _Writer(_Reader):
    _disk_takes = 0.0
    """Seconds for a commit, averaged over the latest."""

    def prepare(self) -> None:
        super().prepare()
        self._wait_at_most(0)

    def begin(self) -> None:
        try:
            self._take_the_lock()
        except sqlite3.OperationalError:
            await_(_in_a_thread(self._wait_for_the_lock))

    def _take_the_lock(self) -> None:
        # IMMEDIATE: a transaction that reads first and writes later can fail ("database is locked")
        # without waiting.
        sqlite3.Cursor(self).execute("BEGIN IMMEDIATE")

    def _wait_for_the_lock(self) -> None:
        self._wait_at_most(_BUSY_SECONDS)
        try:
            self._take_the_lock()
        finally:
            self._wait_at_most(0)

    def _wait_at_most(self, seconds: int) -> None:
        sqlite3.Cursor(self).execute(f"PRAGMA busy_timeout = {seconds * 1000}")

    def commit(self) -> None:
        if self._disk_takes < _QUICK_SECONDS:
            self._timed_commit()
        else:
            await_(_in_a_thread(self._timed_commit))

    def _timed_commit(self) -> None:
        began = time.perf_counter()
        super().commit()
        self._disk_takes += (time.perf_counter() - began - self._disk_takes) / _OF_LATE


async def _in_a_thread(work: Callable[[], object]) -> None:
    """A caller that is cancelled continues only once the connection is idle."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise


def _prepare(connection: Any, _record: object) -> None:
    connection.prepare()
