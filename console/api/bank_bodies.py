"""What decisions on an entry of a bank statement take."""

from typing import Annotated

from pydantic import ConfigDict, Field

from console.api.bodies import Body
from console.api.parameters import ID_PATTERN
from console.api.values import Amount, InvoiceNumber, Whole


class Acceptance(Body):
    proposal: Annotated[Whole, Field(ge=1, le=100)] = Field(
        default=1, description="Which of the proposals, from 1: the first is the best."
    )


class InvoiceWithPart(Body):
    invoice: InvoiceNumber
    amount: Amount | None = Field(
        default=None,
        description="Its part of the money, more than zero; all it can be by default.",
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
