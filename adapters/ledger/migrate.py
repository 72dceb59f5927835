"""Upgrades a ledger. Alembic is imported only when there is something to do: the import alone takes
longer than everything else that a short command does."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from adapters.ledger.connection import Connection
from adapters.ledger.tables import HEAD
from domain.errors import ServiceUnreachable

_ONE_AT_A_TIME = 0x1ED6E2
"""The advisory lock on PostgreSQL. On SQLite the write transaction is the lock."""


async def is_current(reading: Callable[[], AbstractAsyncContextManager[Connection]]) -> bool:
    """Whether the ledger has exactly the tables of this version.

    Raises:
        ServiceUnreachable: a newer version of this product has changed them.
    """
    try:
        async with reading() as connection:
            found = await connection.execute(text("SELECT version_num FROM alembic_version"))
            revision = found.scalar_one_or_none()
    except (OperationalError, ProgrammingError) as failed:
        if _has_no_version_table(failed):
            return False
        raise
    # Revisions are numbered, so that a later one is recognised without loading them.
    if revision is not None and revision > HEAD:
        raise ServiceUnreachable(
            "The ledger belongs to a newer version of this product.", revision=revision
        )
    return revision == HEAD


async def upgrade(connection: Connection, revision: str = "head") -> None:
    """Upgrades the ledger to a revision, in the caller's write transaction.

    A second process that upgrades waits for the first and finds nothing left to do.
    """
    await _wait_for_turn(connection)
    await connection.run_sync(_run, "upgrade", revision)


async def downgrade(connection: Connection, revision: str) -> None:
    """Downgrades the ledger to a revision, and drops everything in it that came later."""
    await _wait_for_turn(connection)
    await connection.run_sync(_run, "downgrade", revision)


async def _wait_for_turn(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))


def _run(connection: sqlalchemy.Connection, direction: str, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "adapters.ledger:migrations")
    config.attributes["connection"] = connection
    getattr(command, direction)(config, revision)


def _has_no_version_table(failed: OperationalError | ProgrammingError) -> bool:
    undefined_table = "42P01"
    return getattr(failed.orig, "sqlstate", None) == undefined_table or "no such table" in str(
        failed.orig
    )
