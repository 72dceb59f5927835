"""Inserts in the two ways that both databases know."""

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def insert_missing(connection: AsyncConnection, table: Table) -> Insert:
    """An insert that leaves a row as it is where one has the same key; `rowcount` tells."""
    return _own_insert(connection, table).execution_options(preserve_rowcount=True)


def _own_insert(connection: AsyncConnection, table: Table) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # Imported only where it is used already: it loads every driver's dialect.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table).on_conflict_do_nothing()
