"""Days as people write them: the one reader for every way in."""

import re
from datetime import date
from typing import Any

from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 2000, 2200
"""No invoice, payment or deadline is of another time: such a date is a typing mistake."""

_A_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_in(text: str) -> date:
    """The day that is written like 2026-11-30, and in no other way.

    Raises:
        PydanticCustomError: `date_invalid` or `date_out_of_range`, with a sentence.
    """
    written = text.strip()
    if not _A_DAY.fullmatch(written):
        raise date_invalid()
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise date_invalid() from None
    if not is_of_our_time(day):
        raise PydanticCustomError("date_out_of_range", "This date is out of range.")
    return day


def read_day(value: Any) -> Any:
    """For a field that takes a day: a text is read by `day_in`. A number is no day, though a model
    would take it for seconds since 1970."""
    if isinstance(value, str):
        return day_in(value)
    if isinstance(value, date):
        return value
    raise date_invalid()


def is_of_our_time(day: date) -> bool:
    """Whether anything of ours can be of this day."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def date_invalid() -> PydanticCustomError:
    return PydanticCustomError("date_invalid", "This is not a date like 2026-11-30.")
