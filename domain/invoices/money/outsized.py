"""A payment that may be a slip of the hand: asked about before it is recorded."""

from typing import NamedTuple

from domain.invoices.asked_amounts import refuse_too_large
from domain.invoices.policy import InvoicePolicy
from domain.values.money import Money

TIMES = 10
"""From so many times what is open, somebody is asked first: a decimal point was forgotten, say."""


class Expected(NamedTuple):
    """What a payment of an account can be for, in one currency."""

    open: Money
    """What is open on its invoices, late charges up to today included."""
    issued: Money
    """The largest amount that one of them was issued for."""


def question_about(
    amount: Money, open_: Money, policy: InvoicePolicy, issued: int = 0
) -> str | None:
    """What to ask before this payment is recorded; None where nothing speaks against it.

    Args:
        open_: what is open of all that it is for. Where nothing is, all of it is meant to be
            unapplied credit.
        issued: the largest amount of an invoice that it may be for, in minor units.

    Raises:
        AmountNotAcceptable: nobody is asked whether more is meant than is taken at once.
    """
    if amount.currency != open_.currency or open_.minor <= 0:
        return None
    if amount.minor < TIMES * open_.minor:
        return None
    refuse_too_large(amount, "the payment", policy, issued)
    times = amount.minor // open_.minor
    too_much = Money.from_minor(amount.minor - open_.minor, amount.currency)
    said = f"{amount.written} is {times} times what is open, {open_.written}"
    return f"{said}: {too_much.written} would become unapplied credit."
