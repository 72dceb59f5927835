"""Amounts as people type them, in English and in Dutch: `8,000.50` and `8.000,50` are the same."""

import re

from domain.money import MINOR_DIGITS

_GROUPED = re.compile(r"\d{1,3}(?:(?P<group>[., '\u00a0\u202f])\d{3})(?:(?P=group)\d{3})*")
_TAIL = re.compile(r"(?P<whole>.+)[.,](?P<minor>\d{1,2})")
_DIGITS = re.compile(r"\d+")


def amount_typed(text: str, currency: str | None) -> str:
    """The amount as the domain reads it, `8000.50`; what is no clear amount stays as it was typed.

    Three digits after a point or comma are thousands, except in a currency with three decimals,
    where that cannot be told and nothing is changed.
    """
    typed = text.strip()
    if MINOR_DIGITS.get(currency or "", 2) > 2:
        return typed
    tail = _TAIL.fullmatch(typed)
    whole, minor = (tail["whole"], f".{tail['minor']}") if tail else (typed, "")
    if _GROUPED.fullmatch(whole):
        whole = "".join(_DIGITS.findall(whole))
    return whole + minor if _DIGITS.fullmatch(whole) else typed
