"""Amounts as Stripe writes them: whole numbers of a currency's smallest unit, as Stripe has it."""

from domain.values.money import Money, minor_digits

_DIGITS = {"ISK": 2, "UGX": 2}
"""Where Stripe counts in hundredths although the currency has none."""


def money_of(minor: int, currency: str) -> Money:
    """What an amount of Stripe's comes to.

    Raises:
        ValueError: it is in a currency that we do not bill in.
    """
    code = currency.upper()
    digits = _DIGITS.get(code)
    if digits is not None and digits != minor_digits(code):
        return Money.from_minor(minor // 10 ** (digits - minor_digits(code)), code)
    return Money.from_minor(minor, code)


def minor_of(money: Money) -> int:
    digits = _DIGITS.get(money.currency, minor_digits(money.currency))
    return money.minor * int(10 ** (digits - minor_digits(money.currency)))
