"""The typed way to who may sign in: people, their sessions, API keys, and customers' links."""

from application.ports.doer import Doer, acts
from application.ports.idempotency_keys import Claim
from clients.access.client import AccessClient
from domain.people.access_events import AccessEvent
from domain.people.access_log import AccessEntry
from domain.people.own_access import SHORTEST_PASSWORD
from domain.people.sign_ins import normal_name
from domain.signing_in.api_keys import ApiKey
from domain.signing_in.digests import session_of
from domain.signing_in.links import CustomerLink
from domain.signing_in.person import Person
from domain.signing_in.second_factors import SecondFactor, SecondFactorNeeded
from domain.signing_in.security_keys import Site, site_at
from domain.signing_in.sessions import UNKNOWN, Browser, Limits, OpenSession, StartedSession

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
