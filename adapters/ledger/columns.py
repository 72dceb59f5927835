"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, DateTime, Dialect, Integer, String
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


def one_of(column: str, choices: type[StrEnum]) -> CheckConstraint:
    """The column holds one of the enum's values."""
    listed = ", ".join(f"'{choice.value}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({listed})", name=column)
