"""What every part of the access client works on."""

from collections.abc import Callable
from datetime import UTC, datetime

from clients.access.remembering import Remembered
from engine.wiring.access import access_to
from engine.wiring.open_ledger import OpenLedger


def _now() -> datetime:
    return datetime.now(UTC)


class Shared:
    """Where it is kept who may sign in, and who was let in a moment ago."""

    def __init__(self, ledger: OpenLedger, now: Callable[[], datetime] = _now) -> None:
        self._now = now
        self._access = access_to(ledger, now)
        self._ledger = ledger.transactions
        self._log = ledger.access_log
        self._used = ledger.keys
        self._remembered = Remembered(now)
