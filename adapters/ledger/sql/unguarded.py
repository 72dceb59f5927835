"""Deletes rows of tables whose rows are guarded: see
`adapters/ledger/migrations/guards.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import ColumnElement, Table, delete, text

from adapters.ledger.sql.connection import Connection

UNGUARDED = "paybyinvoice.unguarded"
"""The setting of a PostgreSQL transaction that names the guard which lets it pass."""

_SET = text(f"SELECT set_config('{UNGUARDED}', :name, true)")


async def delete_guarded(connection: Connection, table: Table, where: ColumnElement[bool]) -> None:
    """Deletes rows of a table that only grows otherwise."""
    async with unguarded(connection, table, "removed"):
        await connection.execute(delete(table).where(where))


@asynccontextmanager
async def unguarded(connection: Connection, table: Table, against: str) -> AsyncIterator[None]:
    """A table's guard against this lets this transaction pass, and nobody else.

    On PostgreSQL nobody waits for that. On SQLite, where one transaction writes at a time, the
    guard is away until then.
    """
    name = f"{table.name}_never_{against}"
    if connection.dialect.name == "sqlite":
        wanted = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
        guard = (await connection.execute(wanted, {"name": name})).scalar_one()
        await connection.execute(text(f"DROP TRIGGER {name}"))
        yield
        await connection.execute(text(guard))
        return
    await connection.execute(_SET, {"name": name})
    yield
    await connection.execute(_SET, {"name": ""})
