"""How much a field may hold that a person fills in.

A bound is kept where a message is made of what somebody gave. What comes back as JSON, out of a
history or a sample of an earlier release, was taken before and stays readable: it is not asked.
"""

from collections.abc import Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import GetCoreSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

MOST_MONEY = Decimal(10) ** 40
"""Of any amount that is kept. How much makes sense where, the rules of the business say."""

_MOST_DIGITS = 50


@dataclass(frozen=True, slots=True)
class AtMostLong:
    """So many characters of a text, or entries of a list: counted before they are read."""

    most: int

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_before_validator_function(self._check, handler(source))

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        if info.mode != "python" or not isinstance(value, Sized) or len(value) <= self.most:
            return value
        if isinstance(value, str):
            raise PydanticKnownError("string_too_long", {"max_length": self.most})
        raise PydanticCustomError(
            "too_long", "These are too many: at most {max_length}.", {"max_length": self.most}
        )


@dataclass(frozen=True, slots=True)
class AtMost:
    """A number up to this one, and as far below zero."""

    most: Decimal

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def _check(self, value: Any, info: ValidationInfo) -> Any:
        if info.mode != "python" or value is None:
            return value
        if abs(value) > self.most or len(Decimal(value).as_tuple().digits) > _MOST_DIGITS:
            raise PydanticCustomError("amount_out_of_range", "This amount is out of range.")
        return value
