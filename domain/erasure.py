"""Erasing the personal data of an account: when it may be done, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from domain.account import Record


class ErasureState(StrEnum):
    """How far an erasure is. The values are told."""

    TO_BE_CONFIRMED = "to_be_confirmed"
    """Asked for; somebody else has to confirm it."""
    SCHEDULED = "scheduled"
    """It is done on the day from which it may be."""
    BEGUN = "begun"
    """It was cut off: asked for again, it goes on. So does the daily schedule."""
    DONE = "done"


class Erasure(Record):
    """What is known of an account's erasure. It says nothing of the people themselves."""

    account: str
    state: ErasureState
    asked_at: datetime
    asked_by: str
    reason: str
    possible_on: date | None = None
    """The day from which it may be done, as it was when last looked at."""
    confirmed_by: str | None = None
    done_at: datetime | None = None
    counts: dict[str, int] = {}
    """How much went of each kind."""


class Obstacles(Record):
    """What stands against erasing an account now."""

    money_open: bool = False
    """Invoices or charges are open, or what came in is not applied or refunded."""
    last_booked: datetime | None = None
    """The last moment at which an invoice or payment of it changed."""

    def possible_on(self, books_years: int) -> date | None:
        """The first day after its books had to be kept; None without any."""
        return None if self.last_booked is None else years_after(self.last_booked, books_years)


def years_after(moment: datetime, years: int) -> date:
    """The same day so many years later; for 29 February, where there is none, 1 March."""
    day = moment.date()
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
