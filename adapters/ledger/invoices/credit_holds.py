"""Credit holds of accounts: one at a time at the most."""

from datetime import datetime

from sqlalchemy import bindparam, exists, func, insert, select, update

from adapters.ledger.invoices.tables import OPEN, account_holds, invoices
from adapters.ledger.sql.columns import UtcDateTime
from adapters.ledger.sql.connection import Connection

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


class StoredHolds:
    """What `application.ports.watched.Holds` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def standing(self, account_id: str) -> str | None:
        found = await self._connection.execute(STANDING_HOLD, {"of_account": account_id})
        return found.scalar_one_or_none()

    async def place(self, account_id: str, number: str, at: datetime) -> None:
        await self._connection.execute(
            _PLACE,
            {
                "of_account": account_id,
                "account_id": account_id,
                "invoice": number,
                "placed_at": at,
            },
        )

    async def lift(self, account_id: str, at: datetime, number: str, trigger: str) -> bool:
        because = f"{number}: {trigger}"
        lifted = await self._connection.execute(
            _LIFT, {"of_account": account_id, "now": at, "because": because}
        )
        return bool(lifted.rowcount)
