"""How much of its credit limit an account uses."""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, insert, select

from adapters.ledger.accounts.limit_history import LIMITS, limit_in
from adapters.ledger.invoices.tables import OPEN, exposure_alerts, invoices
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import OUTSTANDING, charges, credit_limits, scopes
from application.ports.watched import Used
from domain.accounts.account import PaymentMethod
from domain.invoices.account.limit_warnings import Level

_INVOICE, _ALERT, _LIMIT = invoices.c, exposure_alerts.c, credit_limits.c
_ACCOUNT: BindParameter[str] = bindparam("of_account")

# Of the limit, as `domain.limits.in_force` has it: that of the last switch.
_CURRENCY = (
    select(_LIMIT.currency)
    .where(_LIMIT.account_id == _ACCOUNT)
    .order_by(_LIMIT.number.desc())
    .limit(1)
    .scalar_subquery()
)
_LAST_ALERT = select(func.max(_ALERT.number)).where(_ALERT.account_id == _ACCOUNT).scalar_subquery()
_USED = LIMITS.add_columns(
    select(func.coalesce(func.sum(_INVOICE.open_minor), 0))
    .where(_INVOICE.account_id == _ACCOUNT, OPEN, _INVOICE.currency == _CURRENCY)
    .scalar_subquery()
    .label("invoiced"),
    select(func.coalesce(func.sum(charges.c.amount_minor), 0))
    .join_from(charges, scopes)
    .where(
        scopes.c.account_id == _ACCOUNT,
        scopes.c.payment_method == PaymentMethod.INVOICE,
        scopes.c.currency == _CURRENCY,
        OUTSTANDING,
    )
    .scalar_subquery()
    .label("outstanding"),
    select(_ALERT.level)
    .where(_ALERT.account_id == _ACCOUNT, _ALERT.number == _LAST_ALERT)
    .scalar_subquery()
    .label("level"),
)
"""One statement: it is asked with every step on an account's money."""
_LOG_LEVEL = insert(exposure_alerts).values(
    number=select(func.coalesce(func.max(_ALERT.number), 0) + 1)
    .where(_ALERT.account_id == _ACCOUNT)
    .scalar_subquery()
)


class StoredExposures:
    """What `application.ports.watched.Exposures` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def used(self, account_id: str) -> Used | None:
        rows = (await self._connection.execute(_USED, {"of_account": account_id})).all()
        if (limit := limit_in(rows)) is None:
            return None
        exposure = int(rows[0].invoiced + rows[0].outstanding)
        return Used(limit.amount.currency, exposure, limit.amount.minor, Level(rows[0].level or 0))

    async def note(self, account_id: str, used: Used, at: datetime) -> None:
        await self._connection.execute(
            _LOG_LEVEL,
            {
                "of_account": account_id,
                "account_id": account_id,
                "currency": used.currency,
                "level": used.level,
                "exposure_minor": used.exposure,
                "limit_minor": used.limit,
                "at": at,
            },
        )
