"""What an account's credit limit is: what a person set it to, and what was approved since.

Each scope is switched once, so what is approved for it counts once. The currency and the terms are
those of the last switch; a limit in another currency is not added to it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from domain.limits.limit import LimitChange
from domain.values.money import Money


class Limit(NamedTuple):
    """An account's credit limit and its terms."""

    amount: Money
    payment_terms_days: int
    frozen: bool = False
    """Nothing new is issued; what is open stays."""
    review_on: date | None = None


class Approved(NamedTuple):
    """The limit that was approved for a scope, since the switch of it."""

    number: int
    """Among the account's switches, counted from 1."""
    amount: Money
    payment_terms_days: int


class LastChange(NamedTuple):
    """What a person did last to the limit."""

    amount: Money
    """As they left it."""
    after_switch: int
    """The number of the last switch whose limit it has in it."""
    frozen: bool = False
    review_on: date | None = None


def limit_of(approved: Iterable[Approved], changed: LastChange | None) -> Limit | None:
    """The limit; None while nothing of the account was switched."""
    switches = sorted(approved, key=lambda each: each.number)
    if not switches:
        return None
    latest = switches[-1]
    currency = latest.amount.currency
    is_set = changed is not None and changed.amount.currency == currency and changed.after_switch
    since = [each for each in switches if not is_set or each.number > is_set]
    total = sum(each.amount.minor for each in since if each.amount.currency == currency)
    if changed is not None and is_set:
        total += changed.amount.minor
    return Limit(
        Money.from_minor(total, currency),
        latest.payment_terms_days,
        changed.frozen if changed else False,
        changed.review_on if changed else None,
    )


def after_switch(before: Sequence[LimitChange], approved: Money) -> Money:
    """The limit after a switch for which this was approved, where all of this happened before."""
    alike = [each.limit for each in before if each.limit.currency == approved.currency]
    so_far = alike[-1].minor if alike else 0
    return Money.from_minor(so_far + approved.minor, approved.currency)
