"""Histories that only grow: how a scope was paid, and which limits an account had."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, func, insert, select

from adapters.ledger.tables import credit_limits, payment_method_history
from domain.accounts.account import PaymentMethod
from domain.requests.switch_order import SwitchOrder


def _next(number: ColumnElement[int], owner: ColumnElement[str]) -> ScalarSelect[int]:
    last = select(func.coalesce(func.max(number), 0) + 1)
    return last.where(owner == bindparam("of_owner")).scalar_subquery()


_METHOD, _LIMIT = payment_method_history.c, credit_limits.c

RECORD_METHOD = insert(payment_method_history).values(
    number=_next(_METHOD.number, _METHOD.scope_id)
)
"""Adds an entry to a scope's history, from `method_entry`."""

RECORD_LIMIT = insert(credit_limits).values(number=_next(_LIMIT.number, _LIMIT.account_id))
"""Adds a credit limit of an account, from `limit_entry`."""


def method_entry(
    scope_id: str,
    previous: PaymentMethod,
    method: PaymentMethod,
    since: datetime,
    by: str | None = None,
    order_key: str | None = None,
) -> dict[str, Any]:
    """The values for `RECORD_METHOD`; without `by` and `order_key` a file is the source."""
    return {
        "of_owner": scope_id,
        "scope_id": scope_id,
        "previous": previous,
        "method": method,
        "since": since,
        "changed_by": by,
        "order_key": order_key,
    }


def limit_entry(order: SwitchOrder) -> dict[str, Any]:
    """The values for `RECORD_LIMIT`."""
    return {
        "of_owner": order.account_id,
        "account_id": order.account_id,
        "amount_minor": order.credit_limit.minor,
        "currency": order.credit_limit.currency,
        "payment_terms_days": order.payment_terms_days,
        "since": order.at,
        "set_by": order.by,
        "order_key": order.key,
    }
