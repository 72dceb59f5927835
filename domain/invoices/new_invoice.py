"""An invoice as somebody hands it in, before it is issued."""

import re
from datetime import date
from typing import Any

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.account import Record
from domain.days import read_day
from domain.invoices.messages import NUMBER_PATTERN
from domain.money import Money


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
        if not {"", ".", ".."}.isdisjoint(number.split("/")):
            raise PydanticCustomError(
                "number_invalid",
                "Between the slashes of a number stands something else than dots: in an address"
                " '.', '..' and '//' would lead to another invoice.",
            )
        return number

    @field_validator("issued_on", mode="before")
    @classmethod
    def _written_as_a_day(cls, value: Any) -> Any:
        return read_day(value)
