"""The currency that the seller keeps its accounts in, and its tax in it."""

from datetime import date, timedelta
from decimal import Decimal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from domain.papers.formats import in_e_invoices
from domain.papers.new_lines import rounded
from domain.papers.paper import Figure, TaxInOurs
from domain.values.record import Record


class ExchangeRate(Record):
    currency: str = Field(pattern="^[A-Z]{3}$")
    on: date
    rate: Figure = Field(gt=0, max_digits=18, decimal_places=10)
    """So much of the currency is one of ours, as the European Central Bank has it."""


class Accounting(Record):
    """The currency that tax is declared in, and the rates that it is worked out by."""

    currency: str = Field(pattern="^[A-Z]{3}$")
    rates: tuple[ExchangeRate, ...] = Field(default=(), max_length=10_000)
    rate_days: int = Field(default=31, ge=0, le=400)
    """A rate is good for so many days after its own."""

    @field_validator("currency")
    @classmethod
    def _in_two_decimals(cls, value: str) -> str:
        if not in_e_invoices(value):
            raise PydanticCustomError(
                "currency_too_fine", "E-invoices know amounts of two decimals at most."
            )
        return value

    def rate_on(self, currency: str, day: date) -> ExchangeRate | None:
        """The newest one of this day or of those before it."""
        since = day - timedelta(days=self.rate_days)
        known = [
            each for each in self.rates if each.currency == currency and since <= each.on <= day
        ]
        return max(known, key=lambda each: each.on, default=None)


def needs_rate(accounting: Accounting | None, tax: Decimal, currency: str) -> bool:
    """Whether a paper with this tax says it in our currency, too."""
    return accounting is not None and accounting.currency != currency and bool(tax)


def tax_in_ours(
    accounting: Accounting | None, tax: Decimal, currency: str, day: date
) -> TaxInOurs | None:
    """The tax of a paper of this day in our currency; None where it need not say so, or no rate is
    known."""
    if accounting is None or not needs_rate(accounting, tax, currency):
        return None
    found = accounting.rate_on(currency, day)
    if found is None:
        return None
    return _at(tax, accounting.currency, found.rate, found.on)


def at_the_same_rate(ours: TaxInOurs | None, tax: Decimal) -> TaxInOurs | None:
    """Another tax at the rate of an invoice, as its credit notes have it."""
    return _at(tax, ours.currency, ours.rate, ours.rate_on) if ours and tax else None


def _at(tax: Decimal, currency: str, rate: Decimal, rate_on: date) -> TaxInOurs:
    amount = rounded(tax / rate, currency)
    return TaxInOurs(currency=currency, amount=amount, rate=rate, rate_on=rate_on)
