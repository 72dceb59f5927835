"""How much of its credit limit an account uses, and who hears of it.

Called when the invoices are written and their account is locked.
"""

from datetime import datetime

from sqlalchemy import BindParameter, bindparam, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.invoices.tables import OPEN, exposure_alerts, invoices
from adapters.ledger.tables import OUTSTANDING, charges, credit_limits, scopes
from domain.account import PaymentMethod
from domain.invoices.exposure import Level, level_of, told_of
from domain.invoices.invoice import Invoice
from domain.invoices.notifying import notify
from domain.money import Money
from domain.notices import Audience

_INVOICE, _ALERT, _LIMIT = invoices.c, exposure_alerts.c, credit_limits.c
_ACCOUNT: BindParameter[str] = bindparam("of_account")

# The currency is that of the last limit, as `standings.limit_of` has it.
_CURRENCY = (
    select(_LIMIT.currency)
    .where(_LIMIT.account_id == _ACCOUNT)
    .order_by(_LIMIT.number.desc())
    .limit(1)
    .cte("latest")
)
_LAST_ALERT = select(func.max(_ALERT.number)).where(_ALERT.account_id == _ACCOUNT).scalar_subquery()
_USED = select(
    _CURRENCY.c.currency,
    select(func.sum(_LIMIT.amount_minor))
    .where(_LIMIT.account_id == _ACCOUNT, _LIMIT.currency == _CURRENCY.c.currency)
    .scalar_subquery()
    .label("limit"),
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


async def watch_exposure(connection: AsyncConnection, invoice: Invoice, now: datetime) -> None:
    """Writes down that the account crossed a share of its limit; of a rise a notice is told."""
    found = await connection.execute(_USED, {"of_account": invoice.account_id})
    row = found.first()
    if row is None:
        return
    exposure, limit = int(row.invoiced + row.outstanding), int(row.limit)
    before = Level(row.level or 0)
    after = level_of(exposure, limit, invoice.policy.warn_at_percent)
    if after is before:
        return
    await connection.execute(
        _LOG_LEVEL,
        {
            "of_account": invoice.account_id,
            "account_id": invoice.account_id,
            "currency": row.currency,
            "level": after,
            "exposure_minor": exposure,
            "limit_minor": limit,
            "at": now,
        },
    )
    if kind := told_of(before, after):
        notify(
            invoice,
            kind,
            f"exposure-{invoice.revision}",
            now,
            Audience.BILLING,
            total=Money.from_minor(exposure, row.currency),
            credit_limit=Money.from_minor(limit, row.currency),
        )
