"""How much of its credit limit an account uses."""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, insert, literal, select

from adapters.ledger.account_limits import LAST_CHANGE
from adapters.ledger.connection import Connection
from adapters.ledger.invoices.tables import OPEN, exposure_alerts, invoices
from adapters.ledger.limit_tables import limit_changes
from adapters.ledger.tables import OUTSTANDING, charges, credit_limits, scopes
from application.ports.watched import Used
from domain.accounts.account import PaymentMethod
from domain.invoices.exposure import Level

_INVOICE, _ALERT, _LIMIT = invoices.c, exposure_alerts.c, credit_limits.c
_CHANGE = limit_changes.c
_ACCOUNT: BindParameter[str] = bindparam("of_account")

# The currency is that of the last limit, as `account_limits.limit_of` has it.
_CURRENCY = (
    select(_LIMIT.currency)
    .where(_LIMIT.account_id == _ACCOUNT)
    .order_by(_LIMIT.number.desc())
    .limit(1)
    .cte("latest")
)
# As `account_limits.limit_of` has it: what a person set, and what was approved since.
_SET = (
    select(_CHANGE.amount_minor, _CHANGE.after_switch)
    .where(
        _CHANGE.account_id == _ACCOUNT,
        _CHANGE.number == LAST_CHANGE,
        _CHANGE.currency == select(_CURRENCY.c.currency).scalar_subquery(),
    )
    .cte("limit_set")
)
_LAST_ALERT = select(func.max(_ALERT.number)).where(_ALERT.account_id == _ACCOUNT).scalar_subquery()
_USED = select(
    _CURRENCY.c.currency,
    (
        select(func.coalesce(func.sum(_LIMIT.amount_minor), 0))
        .where(
            _LIMIT.account_id == _ACCOUNT,
            _LIMIT.currency == _CURRENCY.c.currency,
            _LIMIT.number
            > func.coalesce(select(_SET.c.after_switch).scalar_subquery(), literal(0)),
        )
        .scalar_subquery()
        + func.coalesce(select(_SET.c.amount_minor).scalar_subquery(), literal(0))
    ).label("limit"),
    select(func.coalesce(func.sum(_INVOICE.open_minor), 0))
    .where(_INVOICE.account_id == _ACCOUNT, OPEN, _INVOICE.currency == _CURRENCY.c.currency)
    .scalar_subquery()
    .label("invoiced"),
    select(func.coalesce(func.sum(charges.c.amount_minor), 0))
    .join_from(charges, scopes)
    .where(
        scopes.c.account_id == _ACCOUNT,
        scopes.c.payment_method == PaymentMethod.INVOICE,
        scopes.c.currency == _CURRENCY.c.currency,
        OUTSTANDING,
    )
    .scalar_subquery()
    .label("outstanding"),
    select(_ALERT.level)
    .where(_ALERT.account_id == _ACCOUNT, _ALERT.number == _LAST_ALERT)
    .scalar_subquery()
    .label("level"),
)
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
        row = (await self._connection.execute(_USED, {"of_account": account_id})).first()
        if row is None:
            return None
        exposure = int(row.invoiced + row.outstanding)
        return Used(row.currency, exposure, int(row.limit), Level(row.level or 0))

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
