"""The engine for SQLite: a file that several processes of this machine share."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiosqlite
from sqlalchemy import URL, AdaptedConnection, Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_BUSY_SECONDS = 30
"""How long a writer waits for a writer in another process."""

_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON"
"""Full: once somebody was told that a switch is made, a power cut must not unmake it."""

_TAKE_THE_LOCK = "BEGIN IMMEDIATE"


def sqlite_engine(url: URL) -> AsyncEngine:
    """An engine whose transactions wait for one another and are never refused for it."""
    Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url,
        hide_parameters=True,  # an error is logged, and what was written may be personal
        # Without an isolation level the driver begins nothing by itself; `_begin` does.
        connect_args={
            "timeout": _BUSY_SECONDS,
            "isolation_level": None,
            "check_same_thread": False,
            "async_creator_fn": _connect,
        },
        pool_size=4,
        max_overflow=0,
        pool_use_lifo=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


class _Direct(aiosqlite.Connection):
    """Waits in its thread, and does what takes microseconds on the spot.

    The driver crosses to its thread and back for every step of every statement, which costs more
    than the ledger's small statements themselves. Only taking the write lock and committing wait
    for anything: another process, the disk. The pool's rollback after a commit undoes nothing.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        of_a_statement = fn.__name__ == "cursor" or isinstance(
            getattr(fn, "__self__", None), sqlite3.Cursor
        )
        at_once = of_a_statement and _TAKE_THE_LOCK not in args
        if at_once or (fn.__name__ == "rollback" and not self.in_transaction):
            return fn(*args, **kwargs)
        return await super()._execute(fn, *args, **kwargs)  # type: ignore[no-untyped-call]


def _connect(database: str, **options: Any) -> aiosqlite.Connection:
    def connect() -> sqlite3.Connection:
        opened: sqlite3.Connection = sqlite3.connect(database, **options)
        return opened

    connection = _Direct(connect, iter_chunk_size=64)
    connection._thread.daemon = True  # as SQLAlchemy does with those that it makes
    return connection


def _prepare(connection: AdaptedConnection, _record: object) -> None:
    connection.run_async(lambda driver: driver.executescript(_PRAGMAS))


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that reads first and writes later can be refused
    # ("database is locked") without any waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql(_TAKE_THE_LOCK if writes else "BEGIN")
