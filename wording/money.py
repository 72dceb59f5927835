"""Money in words: how an amount is written for people.

The number of decimals is the currency's (`domain.values.currencies`), never the locale's: Babel's
tables leave decimals out where people of a country use no coins.
"""

import re
from functools import cache

from babel import Locale
from babel.numbers import format_currency

from domain.values.currencies import minor_digits
from domain.values.money import Money
from wording.catalogue import LOCALES

_DECIMALS = re.compile(r"0\.0+")


def written_money(money: Money, language: str) -> str:
    """`€8,000.00` in English, `€ 8.000,00` in Dutch, its blanks such that no line breaks there."""
    return format_currency(
        money.amount,
        money.currency,
        format=_pattern(language, minor_digits(money.currency)),
        locale=LOCALES[language],
        currency_digits=False,
    )


def money_with_code(money: Money) -> str:
    """`12,000.00 EUR`, as the staff's pages write it in English."""
    return with_minus(money.written)


def with_minus(figures: str) -> str:
    """The same with a minus that is as wide as a plus, where there is one."""
    return figures.replace("-", "\N{MINUS SIGN}")


@cache
def _pattern(language: str, digits: int) -> str:
    """How this language writes a sum, with so many decimals."""
    usual = Locale.parse(LOCALES[language]).currency_formats["standard"].pattern
    decimals = f"0.{'0' * digits}" if digits else "0"
    pattern, found = _DECIMALS.subn(decimals, usual)
    if not found:
        raise ValueError(f"no decimals to put right in {usual}")
    return pattern
