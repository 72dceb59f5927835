"""Amounts and days as banks write them in tables for people."""

import re
from datetime import date

from domain.bank.amounts import minor_units
from domain.bank.profiles import DateOrder

_BLANKS = re.compile(r"[\s'\N{RIGHT SINGLE QUOTATION MARK}]")
_DAY = re.compile(r"(\d{1,4})[-./ ](\d{1,2})[-./ ](\d{1,4})(?:[T ,].*)?")
_DIGITS = re.compile(r"(\d{8})(?:[T ].*)?")


def minor_in(written: str, mark: str, currency: str) -> int:
    """Whole minor units, with the sign before or behind the amount.

    Args:
        mark: The decimal mark; the other one may stand between thousands, as blanks may.

    Raises:
        ValueError: it is no such amount.
    """
    plain = _BLANKS.sub("", written).replace("\N{MINUS SIGN}", "-")
    if plain.endswith(("-", "+")):
        plain = plain[-1] + plain[:-1]
    whole, _, part = plain.partition(mark)
    other = "," if mark == "." else "."
    if other in whole and not re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(other)}\d{{3}})+", whole):
        raise ValueError("not an amount")
    return minor_units(f"{whole.replace(other, '')}.{part}", currency)


def day_in(written: str, order: DateOrder) -> date:
    """The day, whatever time stands behind it.

    Raises:
        ValueError: it is none.
    """
    plain = written.strip()
    if (read := _DAY.fullmatch(plain)) is not None:
        parts = list(read.groups())
    elif (read := _DIGITS.fullmatch(plain)) is not None:
        digits = read[1]
        cuts = (4, 6) if order is DateOrder.YMD else (2, 4)
        parts = [digits[: cuts[0]], digits[cuts[0] : cuts[1]], digits[cuts[1] :]]
    else:
        raise ValueError("not a date")
    said = dict(zip(order.value, parts, strict=True))
    if len(said["y"]) not in (2, 4) or len(said["d"]) > 2 or len(said["m"]) > 2:
        raise ValueError("not a date")
    year = int(said["y"]) + (2000 if len(said["y"]) == 2 else 0)
    return date(year, int(said["m"]), int(said["d"]))
