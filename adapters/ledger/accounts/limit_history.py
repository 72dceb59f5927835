"""An account's limit, its history, and its requests for quota."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, select

from adapters.ledger.accounts.limit_tables import limit_changes
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import (
    credit_limits,
    payment_method_history,
    quota_requests,
    scopes,
)
from domain.accounts.account import MethodChange
from domain.limits import in_force
from domain.limits.in_force import Limit
from domain.values.money import Money

_CHANGE = limit_changes.c
_LAST_CHANGE = (
    select(func.max(_CHANGE.number))
    .where(_CHANGE.account_id == bindparam("of_account"))
    .scalar_subquery()
)
LIMITS = (
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
        and_(_CHANGE.account_id == credit_limits.c.account_id, _CHANGE.number == _LAST_CHANGE),
    )
    .where(credit_limits.c.account_id == bindparam("of_account"))
    .order_by(credit_limits.c.number.desc())
)
"""What was approved for each switched scope, the last on top; each with the last change of the
limit by a person."""


def quota_name(number: int) -> str:
    """The id of a quota request outside of the ledger."""
    return f"quota-{number}"


async def limit_of(connection: Connection, account_id: str) -> Limit | None:
    """The account's credit limit, as `domain.limits.in_force` has it."""
    return limit_in((await connection.execute(LIMITS, {"of_account": account_id})).all())


def limit_in(rows: Sequence[Row[Any]]) -> Limit | None:
    """The limit that rows of `LIMITS` come to."""
    return in_force.limit_of(map(_approved, rows), _last_change(rows[0]) if rows else None)


def _approved(row: Row[Any]) -> in_force.Approved:
    amount = Money.from_minor(row.amount_minor, row.currency)
    return in_force.Approved(row.number, amount, row.payment_terms_days)


def _last_change(row: Row[Any]) -> in_force.LastChange | None:
    if row.set_in is None:
        return None
    amount = Money.from_minor(row.set_minor, row.set_in)
    return in_force.LastChange(amount, row.after_switch, row.frozen, row.review_on)


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
