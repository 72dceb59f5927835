"""The typed way to who may sign in: people, their sessions, API keys, and customers' links."""

from adapters.ledger.access.key_challenges import Site, site_at
from adapters.ledger.access.log import Doer, acts
from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.passwords import SHORTEST as SHORTEST_PASSWORD
from adapters.ledger.access.records import (
    ApiKey,
    CustomerLink,
    OpenSession,
    Person,
    SecondFactor,
    StartedSession,
)
from adapters.ledger.access.sessions import Limits
from adapters.ledger.used_keys import Claim
from clients.access.client import AccessClient
from clients.access.sessions import session_of
from clients.access.signing_in import UNKNOWN, Browser, SecondFactorNeeded
from domain.people.access_events import AccessEvent
from domain.people.access_log import AccessEntry

__all__ = [
    "SHORTEST_PASSWORD",
    "UNKNOWN",
    "AccessClient",
    "AccessEntry",
    "AccessEvent",
    "ApiKey",
    "Browser",
    "Claim",
    "CustomerLink",
    "Doer",
    "Limits",
    "OpenSession",
    "Person",
    "SecondFactor",
    "SecondFactorNeeded",
    "Site",
    "StartedSession",
    "acts",
    "normal_name",
    "session_of",
    "site_at",
]
