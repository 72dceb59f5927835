"""What decisions on an entry of a bank statement take."""

from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from console.api.bodies import Body
from console.api.parameters import ID_PATTERN
from console.api.values import Amount, InvoiceNumber, Whole
from domain.values.money import Money
from wording.catalogue import staff_words


def _above_zero(part: Money) -> Money:
    if part.minor <= 0:
        raise PydanticCustomError("amount_invalid", staff_words()("bank_entry.more_than_zero"))
    return part


class Acceptance(Body):
    proposal: Annotated[Whole, Field(ge=1, le=100)] = Field(
        default=1, description="Which of the proposals, from 1: the first is the best."
    )


class InvoiceWithPart(Body):
    invoice: InvoiceNumber
    amount: Annotated[Amount, AfterValidator(_above_zero)] | None = Field(
        default=None, description="Its part of the money; all it can be by default."
    )


class Assignment(Body):
    """Either `invoices` or `account`."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["invoices"]}, {"required": ["account"]}]}
    )

    invoices: list[InvoiceWithPart] | None = Field(default=None, min_length=1, max_length=100)
    account: str | None = Field(default=None, min_length=1, max_length=100, pattern=ID_PATTERN)
    apart: bool = False
    """It is another transfer than what is recorded under the bank's reference."""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.invoices is None) == (self.account is None):
            raise PydanticCustomError("missing", staff_words()("bank_entry.name_something"))
        return self
