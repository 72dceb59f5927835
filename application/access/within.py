"""What every use case of access works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from application.ports.access import AccessLedger, AccessTransaction
from application.ports.credentials import CodesOfApps, Passwords, SecurityKeyChallenges
from domain.errors import AccountUnknown


@dataclass(frozen=True, slots=True)
class Access:
    """Where access is kept, and what proves who somebody is."""

    ledger: AccessLedger
    passwords: Passwords
    codes: CodesOfApps
    keys: SecurityKeyChallenges
    now: Callable[[], datetime]


async def require_account(transaction: AccessTransaction, account: str | None) -> None:
    """Raises AccountUnknown when an account is named that there is not."""
    if account is not None and not await transaction.accounts.has(account):
        raise AccountUnknown("There is no account with this id.", account_id=account)
