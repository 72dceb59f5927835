"""Money: an exact amount in one currency."""

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainSerializer, field_validator, model_validator
from pydantic_core import PydanticCustomError

MINOR_DIGITS = {
    "BHD": 3, "CLP": 0, "IQD": 3, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "LYD": 3,
    "OMR": 3, "PYG": 0, "RWF": 0, "TND": 3, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0,
    "XPF": 0,
}  # fmt: skip
"""ISO 4217 minor units where they are not two."""

CURRENCIES = {
    "AED", "ARS", "AUD", "BGN", "BHD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK",
    "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "IQD", "ISK", "JOD", "JPY", "KES",
    "KRW", "KWD", "LYD", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "OMR", "PEN", "PHP", "PKR",
    "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SEK", "SGD", "THB", "TND", "TRY",
    "TWD", "UAH", "UGX", "USD", "UYU", "VND", "VUV", "XAF", "XOF", "XPF", "ZAR",
}  # fmt: skip
"""ISO 4217 codes that the provider bills in."""


def minor_digits(currency: str) -> int:
    """How many decimals an amount in this currency has."""
    return MINOR_DIGITS.get(currency, 2)


def _as_text(amount: Decimal) -> str:
    return format(amount, "f")


class Money(BaseModel):
    """`{"amount": "12.34", "currency": "EUR"}`: never a float, never more digits than the currency
    has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: Annotated[Decimal, PlainSerializer(_as_text, return_type=str)]
    currency: str

    @field_validator("amount", mode="before")
    @classmethod
    def _exact(cls, value: Any) -> Any:
        # YAML reads an unquoted 8000.00 as a float; its shortest text is what was written.
        return str(value) if isinstance(value, float) else value

    @field_validator("currency")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in CURRENCIES:
            raise PydanticCustomError(
                "currency_unknown", "This is not the three-letter code of a currency we bill in."
            )
        return value

    @model_validator(mode="after")
    def _scaled(self) -> "Money":
        digits = MINOR_DIGITS.get(self.currency, 2)
        if not self.amount.is_finite() or self.amount.adjusted() > 14:
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
        return int(self.amount.scaleb(MINOR_DIGITS.get(self.currency, 2)))

    @classmethod
    def from_minor(cls, minor: int, currency: str) -> "Money":
        return cls(amount=Decimal(minor).scaleb(-MINOR_DIGITS.get(currency, 2)), currency=currency)

    def __str__(self) -> str:
        return f"{_as_text(self.amount)} {self.currency}"
