"""Inserts for both databases."""

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Executable, Insert, Table
from sqlalchemy.dialects import sqlite

from adapters.ledger.sql.connection import Connection

Columns = Any
"""A table's columns by name, of the present row or of the new one."""


def insert_missing(connection: Connection, table: Table) -> Insert:
    """An insert that does nothing where a row has the same key; `rowcount` says whether it did."""
    return _own_insert(connection.dialect.name, table)


def insert_missing_returning(connection: Connection, column: Column[Any]) -> Executable:
    """The same, returning a column of the new row; no row if nothing was inserted."""
    return _own_returning_insert(connection.dialect.name, column)


# Built once, as all of these: building costs more than executing.
@cache
def upsert(
    dialect: str,
    table: Table,
    where: Callable[[Columns, Columns], ColumnElement[bool]] | None = None,
) -> Insert:
    """An insert that updates the row with the same key, if there is one; `rowcount` says whether it
    changed anything.

    Args:
        where: A condition on the present row and on the new one: a function of a module, since
            the statement is kept for it.
    """
    inserted = _insert(dialect, table)
    new = inserted.excluded
    keys = table.primary_key.columns
    written: Insert = inserted.on_conflict_do_update(
        index_elements=list(keys),
        set_={column.name: new[column.name] for column in table.c if column.name not in keys},
        where=None if where is None else where(table.c, new),
    )
    return written.execution_options(preserve_rowcount=True)


@cache
def _own_insert(dialect: str, table: Table) -> Insert:
    missing: Insert = _insert(dialect, table).on_conflict_do_nothing()
    return missing.execution_options(preserve_rowcount=True)


@cache
def _own_returning_insert(dialect: str, column: Column[Any]) -> Executable:
    return _own_insert(dialect, column.table).returning(column)


def _insert(dialect: str, table: Table) -> Any:
    if dialect == "sqlite":
        return sqlite.insert(table)
    # Imported only if it is loaded already: it loads every driver's dialect.
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)


@cache
def counting_up(dialect: str, table: Table, counter: str) -> Executable:
    """Raises the counter of the row with this key by one, from 1 where there is no such row, and
    returns it. The row is locked until the transaction ends."""
    inserted = _insert(dialect, table)
    raised: Executable = inserted.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={counter: table.c[counter] + 1}
    ).returning(table.c[counter])
    return raised
