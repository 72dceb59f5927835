"""An invoice as somebody hands it in, before it is issued."""

import re
from datetime import date
from typing import Any

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.account import Record
from domain.invoices.messages import NUMBER_PATTERN
from domain.money import Money

_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FIRST_DAY = date(2000, 1, 1)


class NewInvoice(Record):
    """An invoice as a file has it."""

    number: str
    scope: str = Field(min_length=1, max_length=100)
    issued_on: date
    amount: Money

    @field_validator("number")
    @classmethod
    def _can_be_an_id(cls, number: str) -> str:
        if not re.match(NUMBER_PATTERN, number) or number.endswith("\n"):
            raise PydanticCustomError(
                "number_invalid",
                "A number has at most 40 letters, digits and . _ / - and begins with a letter or a"
                " digit.",
            )
        return number

    @field_validator("issued_on", mode="before")
    @classmethod
    def _written_as_a_day(cls, value: Any) -> Any:
        # A bare number would be taken for seconds since 1970.
        if isinstance(value, str | int) and not _A_DAY.fullmatch(str(value)):
            raise PydanticCustomError("date_invalid", "This is not a date like 2026-11-30.")
        return value

    @field_validator("issued_on")
    @classmethod
    def _of_our_time(cls, day: date) -> date:
        if day < _FIRST_DAY:
            raise PydanticCustomError(
                "date_out_of_range", "An invoice is not dated before {first}.", {"first": "2000"}
            )
        return day
