"""What signing in works on: who may, as the ledger has it, and what checks what they show."""

from collections.abc import Callable
from datetime import datetime

from adapters.credentials.codes_of_apps import CodesOfApps
from adapters.credentials.passwords import Passwords
from adapters.credentials.security_keys import SecurityKeyChallenges
from application.access.within import Access
from engine.wiring.open_ledger import OpenLedger


def access_to(ledger: OpenLedger, now: Callable[[], datetime]) -> Access:
    return Access(ledger.access, Passwords(), CodesOfApps(), SecurityKeyChallenges(), now)
