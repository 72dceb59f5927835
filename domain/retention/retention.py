"""How long is kept what is no money and no book: rules, what goes by them, what went."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from domain.values.record import Record

LEAST_LETTER_HOURS = 24
"""How many letters one address got is counted over a day, by the letters that are kept."""


class Kept(StrEnum):
    """What may be kept for a while only. The values are stored."""

    REQUESTS = "requests"
    """What a rejected or withdrawn request says of people: its form, timeline and company. That
    there was one, and how it ended, stays for reports."""
    DOCUMENTS = "documents"
    """Files of requests that have ended."""
    LETTERS = "letters"
    """To whom a letter went and what it said; that there was one stays."""
    ACCESS_LOG = "access_log"


def _off(value: Any) -> Any:
    # `off` is false in YAML.
    return None if value is False or value == "off" else value


Days = Annotated[Annotated[int, Field(ge=1, le=36_500)] | None, BeforeValidator(_off)]
"""None: for ever."""


def _long_enough(hours: int) -> int:
    if hours < LEAST_LETTER_HOURS:
        raise PydanticCustomError(
            "letters_gone_too_soon",
            "This must be 24 or more: how many letters an address gets in a day is counted by those"
            " that are kept.",
        )
    return hours


class RetentionPolicy(Record):
    """Days after which something goes; off: it is kept. Money and books are never deleted."""

    requests_days: Days = None
    """After a request was rejected or withdrawn."""
    documents_days: Days = None
    """After their request has ended, however it did."""
    letters_days: Days = None
    """After a letter was sent, or given up."""
    sent_letters_hours: Annotated[int, AfterValidator(_long_enough)] = Field(default=72, le=876_000)
    """Of a letter that was sent: what it said, and to whom. None is kept for ever."""
    access_log_days: Days = None
    books_years: int = Field(default=7, ge=1, le=100)
    """After the last invoice or payment of an account; until then nobody of it is erased."""
    erasure_needs_two: bool = False
    """An account's people are erased once a second person has confirmed it, whenever it was asked
    for."""

    def days(self, kept: Kept) -> int | None:
        days: int | None = getattr(self, f"{kept}_days")
        return days

    def sent_letters_limit(self, now: datetime) -> datetime:
        """The moment before which sent letters lose what they said."""
        return now - timedelta(hours=self.sent_letters_hours)

    def limits(self, now: datetime) -> dict[Kept, datetime]:
        """Of what is not kept for ever, the moment before which it goes."""
        named = ((kept, self.days(kept)) for kept in Kept)
        return {kept: now - timedelta(days=days) for kept, days in named if days is not None}


class Going(Record):
    """What goes of one kind."""

    what: Kept
    days: int | None
    """None: nothing, it is kept."""
    due: int = 0
    """How many go with the next run."""
    soon: int = 0
    """How many in the thirty days after."""
    next_on: date | None = None
    """When the first goes, where any is kept for a while."""


class Gone(Record):
    """A run that let something go. It says how many, never whose."""

    at: datetime
    counts: dict[Kept, int]


SOON = timedelta(days=30)
