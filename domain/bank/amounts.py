"""Amounts as banks write them in files for programs: digits and one decimal mark."""

import re
from decimal import Decimal

from domain.values.currencies import MINOR_DIGITS

_AMOUNT = re.compile(
    r"(?P<sign>[+-]?)(?=[.,]?[0-9])(?P<whole>[0-9]{0,18})(?:[.,](?P<part>[0-9]*))?"
)
"""XML allows `.5` and `5.` for a decimal."""


def minor_units(written: str, currency: str) -> int:
    """Whole minor units of the currency.

    Raises:
        ValueError: it is no such amount, or is finer than the currency allows.
    """
    read = _AMOUNT.fullmatch(written)
    if read is None:
        raise ValueError("not an amount")
    digits = MINOR_DIGITS.get(currency, 2)
    part = (read["part"] or "").rstrip("0")
    if len(part) > digits:
        raise ValueError(f"more than {digits} decimals")
    minor = int(read["whole"] + part.ljust(digits, "0"))
    return -minor if read["sign"] == "-" else minor


def exchange_rate(written: str) -> Decimal | None:
    """A rate of exchange; None where it says nothing."""
    read = _AMOUNT.fullmatch(written.strip())
    rate = Decimal(written.strip().replace(",", ".")) if read else Decimal(0)
    return rate if rate > 0 else None
