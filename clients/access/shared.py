"""What every part of the access client works on."""

from collections.abc import Callable
from datetime import UTC, datetime

from adapters.credentials.codes_of_apps import CodesOfApps
from adapters.credentials.passwords import Passwords
from adapters.credentials.security_keys import SecurityKeyChallenges
from adapters.ledger.access.log import AccessLog
from adapters.ledger.access.transactions import LedgerAccess
from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from adapters.ledger.used_keys import UsedKeys
from application.access.within import Access
from clients.access.remembering import Remembered


def _now() -> datetime:
    return datetime.now(UTC)


class Shared:
    """Where it is kept who may sign in, and who was let in a moment ago."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._now = now
        self._passwords = Passwords()
        self._codes = CodesOfApps()
        self._access = Access(
            LedgerAccess(database), self._passwords, self._codes, SecurityKeyChallenges(), now
        )
        self._ledger = LedgerTransactions(database)
        self._log = AccessLog(database)
        self._used = UsedKeys(database)
        self._remembered = Remembered(now)
