"""Amounts and days as they are typed."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from cli.usage import refuse

if TYPE_CHECKING:
    from domain.money import Money

_AMOUNT = re.compile(r"(?P<number>-?\d{1,15}(?:\.\d{1,6})?)(?:\s*(?P<currency>[A-Za-z]{3}))?")


@dataclass(frozen=True)
class Amount:
    """An amount whose currency may be that of an invoice which is yet to be looked up."""

    number: Decimal
    currency: str | None
    option: str

    @property
    def for_now(self) -> "Money":
        """As it was typed, or else something to hold its place until the currency is known."""
        from domain.money import Money

        return self.in_currency(None) if self.currency else Money(amount=Decimal(0), currency="EUR")

    def in_currency(self, known: str | None) -> "Money":
        """As it was typed, or else in the currency that is known.

        Raises:
            WrongUsage: this currency has no such amount, or is none that is billed in.
        """
        from pydantic import ValidationError

        from domain.money import Money
        from domain.reading import problems_of

        try:
            return Money(amount=self.number, currency=self.currency or known or "")
        except ValidationError as invalid:
            said = problems_of(invalid)[0]
            refuse(self.option, said["problem"], said["code"])


def amount_in(written: str, option: str = "--amount") -> Amount:
    """`120.00` or `120.00 EUR`.

    Raises:
        WrongUsage: it is something else.
    """
    found = _AMOUNT.fullmatch(written.strip())
    if found is None:
        said = "This is not an amount such as 120.00, or 120.00 EUR."
        refuse(option, said, "not_an_amount")
    currency = found["currency"]
    amount = Amount(Decimal(found["number"]), currency.upper() if currency else None, option)
    amount.for_now  # noqa: B018 - refuses an amount that its own currency does not have
    return amount


def day_in(written: str, option: str) -> date:
    """A day such as 2026-11-30.

    Raises:
        WrongUsage: it is something else.
    """
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        refuse(option, "This is not a day such as 2026-11-30.", "not_a_date")


def bank_reference_in(written: str) -> str:
    """A bank's reference.

    Raises:
        WrongUsage: it cannot be one.
    """
    from domain.invoices.messages import BANK_REFERENCE_PATTERN

    if not re.match(BANK_REFERENCE_PATTERN, written) or "\n" in written:
        said = (
            "A bank reference has at most 70 letters, digits, spaces and . / : _ + - and begins"
            " with a letter or a digit."
        )
        refuse("--bank-reference", said, "bank_reference_invalid")
    return written
