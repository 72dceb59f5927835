"""Accounts: shown, settled. How a scope is paid is changed in `switch_rows.py` only."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from adapters.ledger.holdings import StoredAccounts, has_scope, read
from adapters.ledger.invoices.balances import Balance, balances_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.spellings import spellings
from adapters.ledger.standings import exposure, history_of, limit_of, quota_requests_of
from adapters.ledger.states import ChargeState
from adapters.ledger.tables import OUTSTANDING, accounts, charges
from application.ports.accounts import Limit
from domain.account import Account, Record, Standing
from domain.errors import AccountUnknown, ScopeUnknown
from domain.money import Money


class Accounts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def account(self, account_id: str) -> Account | None:
        async with self._database.reading() as connection:
            return await StoredAccounts(connection).one(account_id)

    async def known_as(self, account_id: str) -> str:
        """The ledger's own spelling of an account's id: a GUID is the same in any case."""
        async with self._database.reading() as connection:
            known = await spellings(connection, [account_id])
        return account_id if account_id in known or not known else known[0]

    async def account_of(self, scope_id: str) -> Account | None:
        """The account that this subscription or billing profile belongs to."""
        async with self._database.reading() as connection:
            stored = await read(connection, has_scope(scope_id))
        return next((holding.account for holding in stored.values()), None)

    async def standing(self, account_id: str, now: datetime) -> Standing:
        """The account with its limit, what is open against it now, and how it came to that.

        Raises:
            AccountUnknown: there is no such account.
        """
        async with self._database.reading() as connection:
            stored = await read(connection, accounts.c.id == account_id)
            if not stored:
                raise AccountUnknown("There is no account with this id.", account_id=account_id)
            account = stored[account_id].account
            limit = await limit_of(connection, account_id)
            history = await history_of(connection, account_id)
            quota_requests = await quota_requests_of(connection, account_id)
            balances = await balances_of(connection, account_id, now)
            on_hold = await connection.execute(STANDING_HOLD, {"of_account": account_id})
            standing = Standing(
                account=account,
                on_hold=on_hold.first() is not None,
                history=history,
                quota_requests=quota_requests,
            )
        if limit is None:
            return standing
        return standing.model_copy(
            update=_against_limit(account, limit, balances[limit.amount.currency])
        )

    async def settle(self, scope_id: str, at: datetime, key: str | None = None) -> Money | None:
        """Records a scope's outstanding charges as paid; returns their sum, None if there were
        none. Under the same key, the sum recorded then is returned.

        Raises:
            ScopeUnknown: there is no such scope.
        """
        order = _Settling(scope=scope_id)
        async with self._database.writing() as connection:
            locked = select(accounts.c.id).where(has_scope(scope_id)).with_for_update()
            if (await connection.execute(locked)).first() is None:
                raise ScopeUnknown(
                    "There is no subscription or billing profile with this id.", scope_id=scope_id
                )
            if key and (stored := await answer_to(connection, f"settle/{key}", order)) is not None:
                return _Settled.model_validate(stored).amount
            paid = await connection.execute(
                update(charges)
                .where(charges.c.scope_id == scope_id, OUTSTANDING)
                .values(state=ChargeState.PAID, closed_at=at)
                .returning(charges.c.amount_minor, charges.c.currency)
            )
            rows = paid.all()
            minor = sum(row.amount_minor for row in rows)
            amount = Money.from_minor(minor, rows[0].currency) if rows else None
            if key:
                done = _Settled(amount=amount)
                await remember(connection, f"settle/{key}", order, done, at)
        return amount


class _Settling(Record):
    scope: str


class _Settled(Record):
    amount: Money | None


def _against_limit(account: Account, limit: Limit, balance: Balance) -> dict[str, Any]:
    """The amounts of a standing in the limit's currency."""
    currency = limit.amount.currency
    charged = exposure(account, currency).minor
    return {
        "credit_limit": limit.amount,
        "payment_terms_days": limit.payment_terms_days,
        "exposure": Money.from_minor(charged + balance.open, currency),
        "overdue": Money.from_minor(balance.overdue, currency),
        "unapplied_credit": Money.from_minor(balance.unapplied, currency),
    }
