"""What every part of the access client works on."""

from collections.abc import Callable
from datetime import UTC, datetime

from adapters.ledger.access.attempts import Attempts
from adapters.ledger.access.authenticator_apps import AuthenticatorApps
from adapters.ledger.access.devices import KnownDevices
from adapters.ledger.access.keys import ApiKeys
from adapters.ledger.access.links import CustomerLinks
from adapters.ledger.access.log import AccessLog
from adapters.ledger.access.passwords import Passwords
from adapters.ledger.access.people import People
from adapters.ledger.access.recovery_codes import RecoveryCodes
from adapters.ledger.access.remembering import Remembered
from adapters.ledger.access.second_factors import SecondFactors
from adapters.ledger.access.security_keys import SecurityKeys
from adapters.ledger.access.sessions import Sessions
from adapters.ledger.contacts import Contacts
from adapters.ledger.database import Database
from adapters.ledger.mailing_links import LinkMail
from adapters.ledger.used_keys import UsedKeys


def _now() -> datetime:
    return datetime.now(UTC)


class Shared:
    """The parts of the ledger that keep who may sign in, and who was let in a moment ago."""

    def __init__(self, database: Database, now: Callable[[], datetime] = _now) -> None:
        self._database = database
        self._now = now
        self._people = People(database)
        self._sessions = Sessions(database)
        self._keys = ApiKeys(database)
        self._links = CustomerLinks(database)
        self._link_mail = LinkMail(database)
        self._contacts = Contacts(database)
        self._attempts = Attempts(database)
        self._devices = KnownDevices(database)
        self._factors = SecondFactors(database)
        self._apps = AuthenticatorApps(database)
        self._security_keys = SecurityKeys(database)
        self._recovery = RecoveryCodes(database)
        self._log = AccessLog(database)
        self._used = UsedKeys(database)
        self._passwords = Passwords()
        self._remembered = Remembered(now)
