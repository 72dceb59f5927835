"""The days that a report is about."""

from datetime import UTC, date, datetime, time, timedelta

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from domain.values.record import Record


class Period(Record):
    """Days in UTC, the first and the last of them included; one that is not given has no bound."""

    since: date | None = None
    until: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Period":
        if self.since and self.until and self.until < self.since:
            raise PydanticCustomError(
                "period_reversed", "The last day of a period cannot be before its first."
            )
        return self

    @classmethod
    def last(cls, days: int, today: date) -> "Period":
        """So many days and today. Without an end: what a rehearsal has brought about lies ahead."""
        return cls(since=today - timedelta(days=days))

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The first and the last."""
        return self.since, self.until

    @property
    def begins(self) -> datetime | None:
        return datetime.combine(self.since, time(), UTC) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """The first moment that is no part of it any more."""
        if self.until is None or self.until == date.max:
            return None
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)
