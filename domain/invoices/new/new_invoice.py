"""An invoice as somebody hands it in, before it is issued."""

import operator
import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.invoices.messages import NUMBER_PATTERN
from domain.papers.new_lines import MOST_LINES, Exact, Named, NewLine, faults_of
from domain.papers.problems import PaperProblem
from domain.values.bounds import AtMostLong
from domain.values.days import read_day
from domain.values.money import Money
from domain.values.record import Record


class NewInvoice(Record):
    """An invoice as a file has it."""

    number: str = Field(default="", exclude_if=operator.not_)
    """Empty: the ledger gives it the next one of its series."""
    scope: str = Field(min_length=1, max_length=100)
    issued_on: date
    amount: Money
    """What is to be paid: the lines and their tax, less what was prepaid."""
    lines: Annotated[tuple[NewLine, ...], AtMostLong(MOST_LINES)] = Field(
        default=(), exclude_if=operator.not_
    )
    """None: it is one line of the whole amount, with its tax by the policy."""
    purchase_order: Named | None = Field(default=None, exclude_if=operator.not_)
    """The buyer's."""
    buyer_reference: Named | None = Field(default=None, exclude_if=operator.not_)
    """What the buyer wants to see, such as a German Leitweg-ID."""
    prepaid: Exact = Field(default=Decimal(0), exclude_if=operator.not_)
    """What was paid before it is issued."""

    @property
    def faults(self) -> tuple[PaperProblem, ...]:
        """Everything that does not add up, as far as that is known without the customer."""
        return faults_of(self.lines, self.amount.amount, self.prepaid, self.amount.currency)

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
