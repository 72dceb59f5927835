"""Charges of scopes that are not invoiced, as `application.ports.accounts` asks for them."""

from datetime import datetime

from sqlalchemy import select, update

from adapters.ledger.accounts.holdings import has_scope
from adapters.ledger.sql.connection import Connection
from adapters.ledger.stored_states import ChargeState
from adapters.ledger.tables import OUTSTANDING, accounts, charges
from domain.values.money import Money


class StoredCharges:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def lock(self, scope_id: str) -> bool:
        locked = select(accounts.c.id).where(has_scope(scope_id)).with_for_update()
        return (await self._connection.execute(locked)).first() is not None

    async def pay(self, scope_id: str, at: datetime) -> Money | None:
        paid = await self._connection.execute(
            update(charges)
            .where(charges.c.scope_id == scope_id, OUTSTANDING)
            .values(state=ChargeState.PAID, closed_at=at)
            .returning(charges.c.amount_minor, charges.c.currency)
        )
        rows = paid.all()
        minor = sum(row.amount_minor for row in rows)
        return Money.from_minor(minor, rows[0].currency) if rows else None
