"""What an account owes against its credit limit, and at which share of it billing operations are
warned."""

from enum import IntEnum

from domain.accounts.account import Account, PaymentMethod
from domain.notices import NoticeKind
from domain.values.money import Money


class Level(IntEnum):
    BELOW = 0
    NEARLY_USED = 1
    """More than the policy's share of the limit."""
    EXCEEDED = 2


def charged_on_invoice(account: Account, currency: str) -> Money:
    """What the account's scopes on invoice owe in this currency that is not invoiced yet."""
    owed = (
        scope.outstanding.minor
        for scope in account.scopes
        if scope.payment_method is PaymentMethod.INVOICE
        and scope.outstanding is not None
        and scope.outstanding.currency == currency
    )
    return Money.from_minor(sum(owed), currency)


def level_of(exposure: int, limit: int, warn_at_percent: int) -> Level:
    """The level of an exposure; both in minor units of one currency."""
    if exposure > limit:
        return Level.EXCEEDED
    if exposure * 100 > limit * warn_at_percent:
        return Level.NEARLY_USED
    return Level.BELOW


def notice_of(before: Level, after: Level) -> NoticeKind | None:
    """The notice to billing operations of a rise. A fall is no news; the next rise is."""
    if after <= before:
        return None
    return (
        NoticeKind.TEAM_LIMIT_EXCEEDED
        if after is Level.EXCEEDED
        else NoticeKind.TEAM_LIMIT_NEARLY_USED
    )


def percent_of(exposure: int, limit: int) -> int:
    """The share of the limit that is used, rounded down."""
    return exposure * 100 // limit
