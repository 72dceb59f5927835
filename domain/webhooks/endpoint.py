"""An endpoint of webhooks: an address, and which events it receives."""

import re
from datetime import datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import Field

from domain.errors import InvalidFile
from domain.events.types import EventType
from domain.values.record import Record
from domain.webhooks.states import DeliveryState, HookState, Trouble

SECRETS_TOGETHER = timedelta(hours=24)
"""So long after a rotation both secrets sign."""

LONGEST_URL = 500


def webhook_id(endpoint: str) -> str:
    """The id of the workflow that delivers to it, and what letters about it are kept under."""
    return f"webhook/{endpoint}"


def endpoint_of(workflow_id: str) -> str:
    """The other way round."""
    return workflow_id.removeprefix(webhook_id(""))


class Endpoint(Record):
    id: str
    url: str
    types: tuple[EventType, ...] = ()
    """Which events; all of them when it names none."""
    state: HookState = HookState.ACTIVE
    secret: str = Field(repr=False)
    previous_secret: str | None = Field(default=None, repr=False)
    previous_until: datetime | None = None
    """Until then the secret of before signs, too."""
    made_at: datetime
    made_by: str
    failing_since: datetime | None = None
    """Of the first attempt that failed since one was answered well."""
    disabled_at: datetime | None = None
    disabled_why: Trouble | None = None

    def secrets(self, now: datetime) -> tuple[str, ...]:
        """Those that sign at this moment, the newest first."""
        if self.previous_secret and self.previous_until and now < self.previous_until:
            return self.secret, self.previous_secret
        return (self.secret,)


class Delivery(Record):
    """One event at one endpoint."""

    event: str
    type: EventType
    about: str
    state: DeliveryState
    attempts: int
    tried_at: datetime | None = None
    next_at: datetime | None = None
    answer: int | None = None
    """The last answer's status; None where there was none."""
    trouble: Trouble | None = None


_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")


def checked_url(url: str, private: bool) -> str:
    """The address as it is used.

    Args:
        private: Whether addresses on one's own network are allowed, without encryption, too.

    Raises:
        InvalidFile: with what is wrong with it.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _wrong("url_invalid", "This is not an address of the web.") from None
    schemes = ("https", "http") if private else ("https",)
    if not _is_host(host, parts.netloc) or len(url) > LONGEST_URL or not _is_one_word(url):
        raise _wrong(
            "url_invalid", "This is not an address of the web, such as https://example.com/hook."
        )
    if parts.scheme not in schemes:
        raise _wrong(
            "not_https", "The address must begin with https://: events are sent encrypted."
        )
    if parts.username or parts.password:
        raise _wrong("url_has_password", "No sign-in in an address: deliveries are signed instead.")
    if parts.fragment:
        raise _wrong("url_invalid", "An address of a webhook has no part after '#'.")
    return url


def _is_one_word(url: str) -> bool:
    return url.isascii() and url.isprintable() and " " not in url


def _is_host(host: str | None, written: str) -> bool:
    """A name, or an IP address: in brackets nothing but that."""
    try:
        ip_address(host or "")
    except ValueError:
        return "[" not in written and _HOST.fullmatch(host or "") is not None
    return True


def _wrong(code: str, problem: str) -> InvalidFile:
    return InvalidFile([{"field": "url", "code": code, "problem": problem}])
