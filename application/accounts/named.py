"""An account by the id that somebody names it by, in whatever case a GUID is written."""

from application.ports.accounts import Holding
from application.ports.ledger import Transaction
from domain.accounts.account import Account
from domain.errors import AccountUnknown


async def account_named(transaction: Transaction, account_id: str) -> Account:
    """Raises AccountUnknown."""
    account = await transaction.accounts.one(account_id)
    if account is None:
        raise _unknown(account_id)
    return account


async def locked_account(transaction: Transaction, account_id: str) -> Holding:
    """The account, locked; raises AccountUnknown."""
    account = await account_named(transaction, account_id)
    holding = await transaction.accounts.locked(account.id)
    if holding is None:  # deleted meanwhile
        raise _unknown(account_id)
    return holding


def _unknown(account_id: str) -> AccountUnknown:
    return AccountUnknown("There is no account with this id.", account_id=account_id)
