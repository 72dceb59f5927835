"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    String,
    Text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and read back with its zone; SQLite itself stores no zone.

    Raises:
        ValueError: for a naive datetime, of which nobody can say which moment it is.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Document = JSON(none_as_null=True)
"""A value that is always read and written as a whole."""

Counter = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database assigns; SQLite does so for `INTEGER` only."""

Minor = BigInteger
"""An amount in the smallest unit of its row's currency."""

ByteOrdered = String().with_variant(String(collation="C"), "postgresql")
"""Text that is compared byte by byte, as in SQLite, so that a prefix is a range."""


class TextIn(ColumnElement[str]):
    """The text in a field of a document. It is written in the very same words, without a parameter,
    in an index and in what is to be found by it."""

    inherit_cache = False

    def __init__(self, column: str, field: str) -> None:
        self.type = Text()
        self.column = column
        self.field = field


@compiles(TextIn, "sqlite")
def _on_sqlite(element: TextIn, compiler: SQLCompiler, **_: object) -> str:
    return f"json_extract({element.column}, '$.{element.field}')"


@compiles(TextIn, "postgresql")
def _on_postgresql(element: TextIn, compiler: SQLCompiler, **_: object) -> str:
    return f"({element.column} ->> '{element.field}')"


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the enum's values."""
    listed = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
