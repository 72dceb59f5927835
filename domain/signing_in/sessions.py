"""Sessions: how long one lasts, what keeps it alive, and what it lets its holder do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.access import Actor, Role
from domain.people.through import Channel, Through
from domain.values.record import Record

KEPT = timedelta(days=7)
"""How long ended sessions are stored."""
BROWSER_KNOWN_FOR = timedelta(days=365)
"""How long a browser stays known without another sign-in."""

_COARSE = 10
"""A click is stored only once a tenth of the idle time has passed: otherwise every page would be a
write."""


class SignInMethod(StrEnum):
    """How somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - a name, not a secret
    OIDC = "oidc"
    """By the identity provider."""
    LINK = "link"
    """By a customer's link."""


_CHANNELS = {
    SignInMethod.PASSWORD: Channel.PASSWORD,
    SignInMethod.OIDC: Channel.PROVIDER,
    SignInMethod.LINK: Channel.LINK,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts."""

    lasts: timedelta
    idle: timedelta

    def expires_at(self, now: datetime, at_most_until: datetime | None = None) -> datetime:
        """When a session that begins now ends however much one clicks.

        Args:
            at_most_until: Until when the link that it begins with is good.
        """
        until = now + self.lasts
        return until if at_most_until is None else min(until, at_most_until)


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser that somebody signs in with, as it names itself."""

    called: str | None = None
    """Browser and system, for the list of one's sessions."""
    known_as: str | None = None
    """What its own cookie says, where somebody signed in with it before."""


UNKNOWN = Browser()


@dataclass(frozen=True, slots=True)
class Whose:
    """The sessions of one person, or of who came in by one link."""

    sign_in: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class NewSession:
    """One that begins now."""

    actor: Actor
    how: SignInMethod
    created_at: datetime
    idle: timedelta
    expires_at: datetime
    link: str | None = None
    device: str | None = None
    unproven: bool = False


@dataclass(frozen=True, slots=True)
class SessionOnFile:
    """A session, ended or not."""

    actor: Actor
    how: SignInMethod
    idle: timedelta
    idle_at: datetime
    """When it ends without another click."""
    expires_at: datetime
    """When it ends anyway."""
    ended_at: datetime | None
    unproven: bool
    """The second factor that is required of them is not set up yet."""

    @property
    def until(self) -> datetime:
        return min(self.idle_at, self.expires_at)

    def holder(self, now: datetime) -> "Holder | None":
        """Who may act by it now; None once it has ended."""
        if self.ended_at is not None or now >= self.until:
            return None
        return Holder(self._actor, self.until, self.idle, self.idle_at)

    @property
    def _actor(self) -> Actor:
        who = self.actor
        through = who.through or _of_before(self.how)
        # Until they have set up the second factor that is required, they may do nothing else.
        roles, account = (frozenset[Role](), None) if self.unproven else (who.roles, who.account)
        return Actor(who.sign_in, roles, account, through)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder of a session or key, and when it ends."""

    actor: Actor
    until: datetime | None
    idle_after: timedelta | None = None
    """How long after a click a session ends."""
    idle_at: datetime | None = None
    """When it ends without another click."""

    def is_worth_a_click(self, now: datetime) -> bool:
        """Whether a click now moves that moment far enough to be stored."""
        if self.idle_after is None or self.idle_at is None:
            return False
        return now + self.idle_after - self.idle_at > self.idle_after / _COARSE


class OpenSession(Record):
    """A session that has not ended."""

    id: str
    how: str
    device: str | None
    """Browser and system, as the browser names them."""
    created_at: datetime
    last_click: datetime
    """Accurate to a tenth of the idle time after which it ends."""
    expires_at: datetime


class StartedSession(Record):
    """A session that has just begun."""

    token: str
    """For the cookie only: it is not stored."""
    roles: frozenset[Role]
    expires_at: datetime
    known_device: str | None = None
    """For the cookie of a known browser."""
    unproven: bool = False
    """It allows only setting up the second factor that is required."""


def _of_before(how: SignInMethod) -> Through:
    """For a session from before this was stored: nobody knows who saw the link or the password."""
    door = _CHANNELS[how]
    return Through(door=door, staff_could_read=door is not Channel.PROVIDER)
