"""Upgrades a ledger. Alembic is imported only when there is something to do: the import alone takes
longer than everything else that a short command does."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import sqlalchemy
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from adapters.ledger.sql.connection import Connection, Statements
from adapters.ledger.tables import HEAD
from domain.errors import ServiceUnreachable

if TYPE_CHECKING:
    from alembic.script import ScriptDirectory

LAST_OF_0_1_0 = "0016"

_ONE_AT_A_TIME = 0x1ED6E2
"""The advisory lock on PostgreSQL. On SQLite the write transaction is the lock."""


REVISIONS = "ledger_revision"
"""Alembic's own table: the revision that the ledger is at. The table `alembic_version`, where a
release before 0.2.0 looks for it, holds the oldest revision whose code can still work on the
ledger: the last one that took something away. Whoever knows that one may go on."""


async def is_current(reading: Callable[[], AbstractAsyncContextManager[Statements]]) -> bool:
    """Whether this version can work on the ledger as it is.

    It can on one that a newer version has only added to.

    Raises:
        ServiceUnreachable: a newer version has taken away what this one needs.
    """
    try:
        async with reading() as connection:
            revision = await _said(connection, REVISIONS)
            if revision is None or revision <= HEAD:
                return revision == HEAD
            # Revisions are numbered, so that a later one is recognised without loading them.
            oldest = await _said(connection, "alembic_version")
    except (OperationalError, ProgrammingError) as failed:
        if lacks_a_table(failed):
            return False
        raise
    if oldest is None or oldest > HEAD:
        raise ServiceUnreachable(
            "The ledger belongs to a newer version of this product.", revision=revision
        )
    return True


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
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "adapters.ledger:migrations")
    config.attributes["connection"] = connection
    config.attributes["version_table"] = REVISIONS
    _take_over(connection)
    getattr(command, direction)(config, revision)
    reached = connection.scalar(text(f"SELECT version_num FROM {REVISIONS}"))  # noqa: S608
    connection.execute(text("DELETE FROM alembic_version"))
    if reached is not None:
        oldest = oldest_that_works(ScriptDirectory.from_config(config), reached)
        connection.execute(text("INSERT INTO alembic_version VALUES (:oldest)"), {"oldest": oldest})


def oldest_that_works(scripts: "ScriptDirectory", reached: str) -> str:
    """The oldest revision whose code can work on a ledger that is at another.

    A migration says `contract = True` when it takes away, or asks for, something that the code of
    the revision before does not do without. Before 0.2.0 nothing was said, and each counts as one.
    """
    for script in scripts.iterate_revisions(reached, "base"):
        if script.revision <= LAST_OF_0_1_0 or getattr(script.module, "contract", False):
            return script.revision
    return reached


def _take_over(connection: sqlalchemy.Connection) -> None:
    """Makes both tables; a ledger of 0.1.0 has the other one, with the revision that it is at."""
    for table in ("alembic_version", REVISIONS):
        connection.execute(
            text(f"CREATE TABLE IF NOT EXISTS {table} (version_num VARCHAR(32) NOT NULL)")
        )
    if connection.scalar(text(f"SELECT count(*) FROM {REVISIONS}")) == 0:  # noqa: S608
        connection.execute(text(f"INSERT INTO {REVISIONS} SELECT * FROM alembic_version"))  # noqa: S608


async def _said(connection: Statements, table: str) -> str | None:
    found = await connection.execute(text(f"SELECT version_num FROM {table}"))  # noqa: S608
    revision: str | None = found.scalar_one_or_none()
    return revision


def lacks_a_table(failed: OperationalError | ProgrammingError) -> bool:
    undefined_table = "42P01"
    return getattr(failed.orig, "sqlstate", None) == undefined_table or "no such table" in str(
        failed.orig
    )
