"""Inserts in the two ways that both databases know."""

from functools import cache

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_missing(connection: AsyncConnection, table: Table) -> Insert:
    """An insert that leaves a row as it is where one has the same key; `rowcount` tells."""
    own = _own_insert(connection.dialect.name, table)
    return own.execution_options(preserve_rowcount=True)


@cache
def _own_insert(dialect: str, table: Table) -> Insert:
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # Imported only where it is used already: it loads every driver's dialect.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).on_conflict_do_nothing()
