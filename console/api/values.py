"""The format of single values in a body: amounts, days, reasons.

Stricter than the messages of the business, and described so that a program can know what is
accepted."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, StrictInt, WithJsonSchema
from pydantic_core import PydanticCustomError

from domain.invoices.messages import NUMBER_PATTERN
from domain.operations import messages
from domain.values.amounts import PlainAmount
from domain.values.bank_references import BANK_REFERENCE_PATTERN, MAX_LENGTH, BankReference
from domain.values.days import FIRST_YEAR, LAST_YEAR, date_invalid, read_day
from domain.values.money import CURRENCIES, Money
from wording.catalogue import staff_words

_A_YEAR = re.compile("[0-9]{4}")


def _written(value: Any) -> Any:
    """A bare number would be taken for seconds since 1970."""
    if not isinstance(value, str) or not _A_YEAR.match(value):
        raise date_invalid()
    if not FIRST_YEAR <= int(value[:4]) <= LAST_YEAR:
        raise PydanticCustomError("date_out_of_range", staff_words()("problem.date_out_of_range"))
    return value


Reason = Annotated[
    messages.Reason,
    Field(
        description="Why, in words that the customer may read.",
        examples=["The name on the form is not the one in the trade register."],
    ),
]
Day = Annotated[
    date,
    BeforeValidator(read_day),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2026-11-30"]}),
]
Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_written),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "examples": ["2026-12-24T17:00:00+01:00"]}
    ),
]
Whole = Annotated[
    StrictInt,
    # JSON has one kind of number.
    BeforeValidator(lambda v: int(v) if isinstance(v, float) and v.is_integer() else v),
]
_AMOUNT = {
    "anyOf": [
        {"type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{1,2})?$"},
        {"type": "number", "minimum": -(10**12), "maximum": 10**12},
    ],
    "description": "As people write it; `1.200` and `1,200` may mean two things and are refused."
    " A number without quotes means what its characters mean.",
}
_LIMIT = {
    "anyOf": [
        {"type": "string", "pattern": r"^[1-9][0-9]{0,11}(\.[0-9]{1,2})?$"},
        {"type": "number", "exclusiveMinimum": 0, "maximum": 10**12},
    ]
}
_CURRENCY = {"type": "string", "enum": sorted(CURRENCIES)}
Limit = Annotated[
    PlainAmount,
    Field(gt=0, le=Decimal(10) ** 12, decimal_places=6),
    WithJsonSchema(
        {
            **_LIMIT,
            "description": "In the currency that the request asks in.",
            "examples": ["8000.00"],
        }
    ),
]
Amount = Annotated[
    Money,
    WithJsonSchema(
        {
            "type": "object",
            "properties": {"amount": _AMOUNT, "currency": _CURRENCY},
            "required": ["amount", "currency"],
            "additionalProperties": False,
            "examples": [{"amount": "1210.00", "currency": "EUR"}],
        }
    ),
]
Reference = Annotated[
    BankReference,
    WithJsonSchema(
        {
            "type": "string",
            "pattern": BANK_REFERENCE_PATTERN,
            "maxLength": MAX_LENGTH,
            "examples": ["NL2026112400017"],
        }
    ),
]
Entry = Annotated[
    str,
    Field(
        min_length=1,
        max_length=40,
        description="The id of a payment, credit note, write-off or refund, as it is listed.",
        examples=["payment-12"],
    ),
]
InvoiceNumber = Annotated[
    str, Field(pattern=NUMBER_PATTERN, max_length=40, examples=["INV-2026-0042"])
]
Revenue = Annotated[
    PlainAmount,
    Field(ge=0, le=Decimal(10) ** 15),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[0-9]{1,15}(\.[0-9]{1,2})?$"},
                {"type": "number", "minimum": 0, "maximum": 10**15},
            ]
        }
    ),
]
Currency = Annotated[str, WithJsonSchema(_CURRENCY)]
