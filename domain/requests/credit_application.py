"""The credit application that a customer returns (P17), optionally with audited statements."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field, field_validator, model_validator

from domain.values.bounds import AtMostLong
from domain.values.money import known_currency, read_with_currency, refused_amount
from domain.values.record import Record


class CreditApplication(Record):
    """As in the file: `{annual_revenue, currency, employees, bank_reference,
    financial_statements, signed_by}`."""

    annual_revenue: Decimal = Field(ge=0, le=Decimal(10) ** 15)
    currency: Annotated[str, AtMostLong(10)]
    employees: int = Field(ge=0, le=10_000_000)
    bank_reference: str = Field(min_length=1, max_length=500)
    financial_statements: Annotated[str | None, AtMostLong(500)] = Field(
        default=None, description="A file in the folder of this one."
    )
    signed_by: str = Field(min_length=1, max_length=200)

    @model_validator(mode="before")
    @classmethod
    def _read(cls, content: Any) -> Any:
        return read_with_currency(content, "annual_revenue", "currency")

    @field_validator("annual_revenue", mode="before")
    @classmethod
    def _was_read(cls, value: Any) -> Any:
        return refused_amount(value)

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_currency(value)
