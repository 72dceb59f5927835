"""Read queries of accounts."""

from datetime import datetime
from typing import Any

from adapters.ledger.accounts.erased import refuse_erased
from adapters.ledger.accounts.finding import find_accounts, page_of_accounts
from adapters.ledger.accounts.holdings import StoredAccounts, has_scope, read
from adapters.ledger.accounts.limit_history import history_of, limit_of, quota_requests_of
from adapters.ledger.accounts.spellings import spellings
from adapters.ledger.database import Database
from adapters.ledger.invoices.balances import balances_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.tables import accounts
from domain.accounts.account import Account, AccountName, AccountPage, Standing
from domain.errors import AccountUnknown
from domain.invoices.account.limit_warnings import charged_on_invoice
from domain.invoices.account.statement import Balance
from domain.limits.in_force import Limit
from domain.values.money import Money


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

    async def find(self, search: str, limit: int) -> list[AccountName]:
        """As `find_accounts`."""
        return await find_accounts(self._database, search, limit)

    async def page(self, search: str | None, after: str | None, limit: int) -> AccountPage:
        """As `page_of_accounts`."""
        return await page_of_accounts(self._database, search, after, limit)

    async def account_of(self, scope_id: str) -> Account | None:
        """The account that this subscription or billing profile belongs to."""
        async with self._database.reading() as connection:
            stored = await read(connection, has_scope(scope_id))
        return next((holding.account for holding in stored.values()), None)

    async def standing(self, account_id: str, now: datetime) -> Standing:
        """The account with its limit, what is open against it now, and how it came to that.

        Raises:
            AccountUnknown: there is no such account.
            AccountErased: what was known of it was erased.
        """
        async with self._database.reading() as connection:
            stored = await read(connection, accounts.c.id == account_id)
            if not stored:
                raise AccountUnknown("There is no account with this id.", account_id=account_id)
            account = stored[account_id].account
            await refuse_erased(connection, account_id)
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


def _against_limit(account: Account, limit: Limit, balance: Balance) -> dict[str, Any]:
    """The amounts of a standing in the limit's currency."""
    currency = limit.amount.currency
    charged = charged_on_invoice(account, currency).minor
    return {
        "credit_limit": limit.amount,
        "payment_terms_days": limit.payment_terms_days,
        "exposure": Money.from_minor(charged + balance.open, currency),
        "overdue": Money.from_minor(balance.overdue, currency),
        "unapplied_credit": Money.from_minor(balance.unapplied, currency),
    }
