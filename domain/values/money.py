"""Money: an exact amount in one currency."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.values.amounts import amount_in, as_written
from domain.values.currencies import CURRENCIES, MINOR_DIGITS, minor_digits

__all__ = [
    "CURRENCIES",
    "MINOR_DIGITS",
    "Money",
    "is_money",
    "known_currency",
    "minor_digits",
    "read_with_currency",
    "refused_amount",
]


_NOTHING_TO_CHECK = 10**18
"""Minor units below which an amount is in range in every currency."""


def _as_text(amount: Decimal) -> str:
    return format(amount, "f")


class _Refused(NamedTuple):
    """A placeholder for an amount that could not be read, until its own field reports it."""

    problem: PydanticCustomError


def read_with_currency(content: Any, amount: str, currency: str) -> Any:
    """Fields as they were given, with the text in one of them read as an amount in the currency
    that another one names; `refused_amount` raises what is wrong with it, at its own field."""
    if not isinstance(content, Mapping):
        return content
    written, code = as_written(content.get(amount)), content.get(currency)
    if not isinstance(written, str):
        return content
    # A body may hold a list or an object here: neither can be looked up.
    known = isinstance(code, str) and code in CURRENCIES
    read: Decimal | _Refused
    try:
        read = amount_in(written, code if known else None)
    except PydanticCustomError as problem:
        # The format of an amount in an unknown currency is not known.
        unclear = problem.type in ("amount_ambiguous", "amount_too_fine") and not known
        read = Decimal(0) if unclear else _Refused(problem)
    return {**content, amount: read}


def refused_amount(value: Any) -> Any:
    """Raises what `read_with_currency` found; leaves anything else as it is."""
    if isinstance(value, _Refused):
        raise value.problem
    return value


def known_currency(code: str) -> str:
    """The code as it is; raises what is wrong with one that we do not bill in."""
    if code not in CURRENCIES:
        raise PydanticCustomError(
            "currency_unknown", "This is not the three-letter code of a currency we bill in."
        )
    return code


class Money(BaseModel):
    """`{"amount": "12.34", "currency": "EUR"}`: never a float, never more digits than the currency
    has. A text is read as people write amounts, by `domain.values.amounts`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[Decimal, PlainSerializer(_as_text, return_type=str)]
    currency: str

    @model_validator(mode="before")
    @classmethod
    def _read(cls, content: Any) -> Any:
        return read_with_currency(content, "amount", "currency")

    @field_validator("amount", mode="before")
    @classmethod
    def _was_read(cls, value: Any) -> Any:
        return refused_amount(value)

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        return known_currency(value)

    @model_validator(mode="after")
    def _scaled(self) -> "Money":
        digits = minor_digits(self.currency)
        if not self.amount.is_finite() or self.amount.adjusted() > 23:
            raise PydanticCustomError("amount_out_of_range", "This amount is out of range.")
        scaled = self.amount.quantize(Decimal(1).scaleb(-digits))
        if scaled != self.amount:
            raise PydanticCustomError(
                "amount_too_fine",
                "An amount in {currency} has at most {digits} decimals.",
                {"currency": self.currency, "digits": digits},
            )
        object.__setattr__(self, "amount", scaled + 0)  # "-0.00" is zero
        return self

    @property
    def minor(self) -> int:
        """The amount in the currency's smallest unit, as the ledger stores it."""
        return int(self.amount.scaleb(minor_digits(self.currency)))

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> "Money":
        amount = Decimal(minor).scaleb(-minor_digits(currency))
        if currency in CURRENCIES and abs(minor) < _NOTHING_TO_CHECK:
            # Nothing can be wrong with it, and a step may make tens of thousands of these.
            return cls.model_construct(amount=amount, currency=currency)
        return cls(amount=amount, currency=currency)

    @property
    def written(self) -> str:
        """`12,000.00 EUR`, as a sentence in English names it; as text it has no commas, so that it
        can be given to a command as it is."""
        return f"{self.amount:,f} {self.currency}"

    def __str__(self) -> str:
        return f"{_as_text(self.amount)} {self.currency}"


def is_money(amount: Decimal, currency: str) -> bool:
    """Whether we bill in this currency, and it has amounts with these decimals."""
    try:
        Money(amount=amount, currency=currency)
    except ValidationError:
        return False
    return True
