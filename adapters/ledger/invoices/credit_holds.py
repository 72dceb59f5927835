"""Credit holds of accounts: one stands while any of the account's invoices is a reason for it.

Called when the invoices are written and their account is locked.
"""

from datetime import datetime

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.columns import UtcDateTime
from adapters.ledger.invoices.tables import OPEN, account_holds, invoices
from domain.invoices.invoice import Invoice
from domain.invoices.notifying import notify
from domain.notices import Audience, NoticeKind
from domain.turns import WORKER

_HOLD = account_holds.c
_OF_ACCOUNT = _HOLD.account_id == bindparam("of_account")

STANDING_HOLD = select(_HOLD.invoice).where(_OF_ACCOUNT, _HOLD.lifted_at.is_(None))
"""The invoice that put the account on hold; no row while it is not."""

_PLACE = insert(account_holds).values(
    number=select(func.coalesce(func.max(_HOLD.number), 0) + 1).where(_OF_ACCOUNT).scalar_subquery()
)
_ANOTHER_REASON = exists().where(
    invoices.c.account_id == bindparam("of_account"), OPEN, invoices.c.held
)
_LIFT = (
    update(account_holds)
    .where(_OF_ACCOUNT, _HOLD.lifted_at.is_(None), ~_ANOTHER_REASON)
    .values(lifted_at=bindparam("now", type_=UtcDateTime()), lifted_because=bindparam("because"))
)


async def place_hold(connection: AsyncConnection, invoice: Invoice, now: datetime) -> None:
    """The invoice has become a reason for a credit hold of its account."""
    account = {"of_account": invoice.account_id}
    if (await connection.execute(STANDING_HOLD, account)).first() is not None:
        return
    await connection.execute(
        _PLACE,
        {
            **account,
            "account_id": invoice.account_id,
            "invoice": invoice.number,
            "placed_at": now,
        },
    )
    customer, team = NoticeKind.CREDIT_HOLD_PLACED, NoticeKind.TEAM_CREDIT_HOLD_PLACED
    _tell(invoice, "hold", customer, team, now)


async def lift_hold(connection: AsyncConnection, invoice: Invoice, now: datetime) -> None:
    """The invoice is no reason for a credit hold any more; without another one it is over."""
    because = f"{invoice.number}: {invoice.events[-1].trigger}"
    lifted = await connection.execute(
        _LIFT, {"of_account": invoice.account_id, "now": now, "because": because}
    )
    if lifted.rowcount:
        customer, team = NoticeKind.CREDIT_HOLD_LIFTED, NoticeKind.TEAM_CREDIT_HOLD_LIFTED
        _tell(invoice, "hold_lifted", customer, team, now)


def _tell(
    invoice: Invoice, what: str, customer: NoticeKind, team: NoticeKind, now: datetime
) -> None:
    invoice.write_down(what, WORKER, now)
    step = f"{what}-{invoice.revision}"
    notify(invoice, customer, step, now, amount=invoice.open)
    notify(invoice, team, step, now, Audience.BILLING, amount=invoice.open)
