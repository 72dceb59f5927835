"""An account's limit, its history, its requests for quota, and its exposure."""

from sqlalchemy import and_, bindparam, func, select

from adapters.ledger.connection import Connection
from adapters.ledger.limit_tables import limit_changes
from adapters.ledger.tables import (
    credit_limits,
    payment_method_history,
    quota_requests,
    scopes,
)
from application.ports.accounts import Limit
from domain.accounts.account import Account, MethodChange, PaymentMethod
from domain.values.money import Money

_CHANGE = limit_changes.c
LAST_CHANGE = (
    select(func.max(_CHANGE.number))
    .where(_CHANGE.account_id == bindparam("of_account"))
    .scalar_subquery()
)
"""The number of the account's last change of its limit by a person."""
_LIMITS = (
    select(
        credit_limits.c.number,
        credit_limits.c.amount_minor,
        credit_limits.c.currency,
        credit_limits.c.payment_terms_days,
        _CHANGE.amount_minor.label("set_minor"),
        _CHANGE.currency.label("set_in"),
        _CHANGE.after_switch,
        _CHANGE.frozen,
        _CHANGE.review_on,
    )
    .select_from(credit_limits)
    .outerjoin(
        limit_changes,
        and_(_CHANGE.account_id == credit_limits.c.account_id, _CHANGE.number == LAST_CHANGE),
    )
    .where(credit_limits.c.account_id == bindparam("of_account"))
    .order_by(credit_limits.c.number.desc())
)


def quota_name(number: int) -> str:
    """The id of a quota request outside of the ledger."""
    return f"quota-{number}"


async def limit_of(connection: Connection, account_id: str) -> Limit | None:
    """The account's credit limit: what a person set it to, and what was approved for each scope
    that was switched since; where nobody did, what was approved for all of them.

    Each scope is switched once, so each limit counts once. The currency and the terms are those
    of the last one; a limit in another currency is not added to it.
    """
    found = await connection.execute(_LIMITS, {"of_account": account_id})
    rows = found.all()
    if not rows:
        return None
    latest = rows[0]
    contained = latest.after_switch if latest.set_in == latest.currency else 0
    total = sum(
        row.amount_minor
        for row in rows
        if row.currency == latest.currency and row.number > contained
    )
    if contained:
        total += latest.set_minor
    return Limit(
        Money.from_minor(total, latest.currency),
        latest.payment_terms_days,
        bool(latest.frozen),
        latest.review_on,
    )


async def history_of(connection: Connection, account_id: str) -> tuple[MethodChange, ...]:
    """Every change of a payment method, oldest first."""
    entry = payment_method_history.c
    found = await connection.execute(
        select(entry.scope_id, entry.method, entry.since, entry.changed_by.label("by"))
        .join_from(payment_method_history, scopes)
        .where(scopes.c.account_id == account_id)
        .order_by(entry.since, entry.scope_id, entry.number)
    )
    return tuple(MethodChange.model_validate(row._asdict()) for row in found)


async def quota_requests_of(connection: Connection, account_id: str) -> tuple[str, ...]:
    """The core-quota increases asked for, oldest first."""
    found = await connection.execute(
        select(quota_requests.c.id)
        .join_from(quota_requests, scopes)
        .where(scopes.c.account_id == account_id)
        .order_by(quota_requests.c.id)
    )
    return tuple(quota_name(number) for number in found.scalars())


def exposure(account: Account, currency: str) -> Money:
    """What the account's scopes on invoice owe in this currency."""
    owed = (
        scope.outstanding.minor
        for scope in account.scopes
        if scope.payment_method is PaymentMethod.INVOICE
        and scope.outstanding is not None
        and scope.outstanding.currency == currency
    )
    return Money.from_minor(sum(owed), currency)
