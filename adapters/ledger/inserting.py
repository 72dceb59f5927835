"""Inserts in the two ways that both databases know."""

from functools import cache
from typing import Any

from sqlalchemy import Column, Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningInsert


def insert_missing(connection: AsyncConnection, table: Table) -> Insert:
    """An insert that leaves a row as it is where one has the same key; `rowcount` tells."""
    return _own_insert(connection.dialect.name, table)


def insert_missing_returning(
    connection: AsyncConnection, column: Column[Any]
) -> ReturningInsert[Any]:
    """The same, answered with the column of the new row; without a row where nothing is new."""
    return _own_returning_insert(connection.dialect.name, column)


# Built once for each table: building one costs more than what it does.
@cache
def _own_insert(dialect: str, table: Table) -> Insert:
    if dialect == "sqlite":
        missing: Insert = sqlite.insert(table).on_conflict_do_nothing()
    else:
        # Imported only where it is used already: it loads every driver's dialect.
        from sqlalchemy.dialects import postgresql

        missing = postgresql.insert(table).on_conflict_do_nothing()
    return missing.execution_options(preserve_rowcount=True)


@cache
def _own_returning_insert(dialect: str, column: Column[Any]) -> ReturningInsert[Any]:
    return _own_insert(dialect, column.table).returning(column)
