"""The ledger in a SQLite file, which several processes on this machine share."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite import pysqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from adapters.ledger.sql.compiling import COMPILED, EqualOfItsKind
from adapters.ledger.sql.connection import DirectConnection
from adapters.ledger.sql.outages import (
    CHANGES_NOTHING,
    drop_what_only_reads,
    is_locked,
    only_reads,
)

_BUSY_SECONDS = 30
"""How long a writer waits for a writer in another process."""

_QUICK_SECONDS = 0.005
"""A commit that takes less than this runs in the event loop's thread: crossing to another takes
longer."""
_OF_LATE = 8
"""Commits over which the average is taken."""

_READERS = 3
"""Readers at the same time. Each has a connection of its own."""

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
"""FULL: once somebody was informed of a switch, a power cut must not undo it."""


class Pace:
    """How long the disk takes for a commit, of late."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        """The average."""

    @property
    def is_quick(self) -> bool:
        return self.seconds < _QUICK_SECONDS

    def took(self, seconds: float) -> None:
        self.seconds += (seconds - self.seconds) / _OF_LATE


class SqliteFile:
    """Transactions on a file, whose writers wait for one another and never fail for it.

    What takes microseconds runs in the event loop's thread: crossing to another for every statement
    costs several times what the ledger's small statements do. A thread is used for what has to
    wait: for the write lock, which another process may hold, and for a slow disk.
    """

    def __init__(self, url: URL) -> None:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        self._readers = _engine(url, "BEGIN", connections=_READERS)
        # IMMEDIATE: a transaction that reads first and writes later can fail ("database is locked")
        # without waiting.
        self._writers = _engine(url, "BEGIN IMMEDIATE", connections=1)
        # Waiting for a connection here costs nothing; the pool would block the loop's thread.
        self._free_readers, self._turn = asyncio.Semaphore(_READERS), asyncio.Lock()
        self.pace = Pace()

    async def close(self) -> None:
        self._readers.dispose()
        self._writers.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[DirectConnection]:
        async with self._free_readers:
            with self._readers.begin() as connection:
                yield DirectConnection(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[DirectConnection]:
        async with self._turn:
            with self._writers.connect() as connection:
                await self._begin(connection)
                yield DirectConnection(connection)  # what fails is rolled back as it is closed
                await self._commit(connection)

    async def check(self) -> None:
        if self._turn.locked():
            return
        async with self._turn:
            with self._writers.connect() as connection:
                try:
                    connection.begin()
                    connection.execute(CHANGES_NOTHING)
                except OperationalError as failed:
                    if not is_locked(failed):
                        raise

    async def _begin(self, connection: Connection) -> None:
        try:
            connection.begin()
        except OperationalError as failed:
            if not is_locked(failed):
                raise
            await _in_a_thread(partial(_begin_in_turn, connection))

    async def _commit(self, connection: Connection) -> None:
        if self.pace.is_quick:
            self._timed_commit(connection)
        else:
            await _in_a_thread(partial(self._timed_commit, connection))

    def _timed_commit(self, connection: Connection) -> None:
        began = time.perf_counter()
        connection.commit()
        self.pace.took(time.perf_counter() - began)


class SqliteOfOneKind(EqualOfItsKind, pysqlite.dialect):
    supports_statement_cache = True


registry.register("sqlite.of_one_kind", __name__, SqliteOfOneKind.__name__)


def _engine(url: URL, begin: str, connections: int) -> Engine:
    engine = create_engine(
        url.set(drivername="sqlite+of_one_kind"),
        execution_options={"compiled_cache": COMPILED},
        hide_parameters=True,  # errors are logged, and parameters may be personal
        # Without an isolation level the driver begins no transactions itself: `begin` does.
        connect_args={
            "timeout": _BUSY_SECONDS,
            "isolation_level": None,
            "check_same_thread": False,
        },
        pool_size=connections,
        max_overflow=0,
        pool_use_lifo=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.executescript(_PRAGMAS)
        if connections == 1:
            connection.execute(_waiting_at_most(0))

    # By the driver itself: through SQLAlchemy it would be a quarter of an empty transaction.
    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        try:
            _driver_of(connection).execute(begin)
        except sqlite3.Error as failed:
            begun = OperationalError(begin, None, failed)
            if only_reads(begun):  # SQLAlchemy's own handling of errors does not see this one
                connection.invalidate(begun)
            raise begun from failed

    drop_what_only_reads(engine)
    return engine


def _begin_in_turn(connection: Connection) -> None:
    """Begins once the writer in another process is done."""
    driver = _driver_of(connection)
    driver.execute(_waiting_at_most(_BUSY_SECONDS))
    try:
        connection.begin()
    finally:
        driver.execute(_waiting_at_most(0))


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _waiting_at_most(seconds: int) -> str:
    return f"PRAGMA busy_timeout = {seconds * 1000}"


async def _in_a_thread(work: Callable[[], None]) -> None:
    """A caller that is cancelled continues only once the connection is idle."""
    done = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        await asyncio.shield(done)
    except asyncio.CancelledError:
        await asyncio.wait([done])
        raise
