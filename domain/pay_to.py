"""The bank account that customers pay to."""

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.values.record import Record


class PayTo(Record):
    """The bank account that customers are asked to pay to."""

    name: str = Field(min_length=1, max_length=70)
    iban: str
    bic: str | None = Field(default=None, pattern="^[A-Z0-9]{8}([A-Z0-9]{3})?$")

    @field_validator("iban")
    @classmethod
    def _iban(cls, value: str) -> str:
        from stdnum import iban  # when a policy names one: it is a big list

        if not iban.is_valid(value):
            raise PydanticCustomError("iban_invalid", "This is not a valid IBAN.")
        return str(iban.compact(value))
