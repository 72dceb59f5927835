"""API keys: what one may be called, who acts by it, and until when."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.access import Action, Actor, Role
from domain.errors import AccessNotAcceptable
from domain.people.sign_ins import refuse_reserved
from domain.people.through import Channel, Through
from domain.signing_in.sessions import Holder
from domain.values.record import Record

_LONGEST_NAME = 80
_COARSE = timedelta(hours=1)


class ApiKey(Record):
    id: str
    name: str
    roles: tuple[Role, ...]
    account: str | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    """Accurate to the hour."""
    actions: tuple[str, ...] | None = None
    """What it was given of what its roles allow; None: all of it."""

    def holder(self, now: datetime) -> Holder | None:
        """Who may act by it now; None once it has expired or was revoked."""
        if self.revoked_at is not None or (self.expires_at is not None and now >= self.expires_at):
            return None
        return Holder(self._actor, self.expires_at)

    def use_is_worth_writing(self, now: datetime) -> bool:
        """Whether it was last used so long ago that this use is written down."""
        return self.last_used_at is None or now - self.last_used_at > _COARSE

    @property
    def _actor(self) -> Actor:
        """An action that this release does not know is not granted here."""
        through = Through(
            door=Channel.KEY, id=self.id, made_by=self.created_by, staff_could_read=True
        )
        # The name was chosen freely; with the id it cannot pass for a person's.
        name = f"{self.name} (key {self.id})"
        actor = Actor(name, frozenset(self.roles), self.account, through)
        if self.actions is None:
            return actor
        known = frozenset(Action(each) for each in self.actions if each in set(Action))
        return replace(actor, granted=known)


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """One that is being made."""

    name: str
    roles: Collection[str]
    actions: Collection[str]
    """What it is restricted to; nothing: all that its roles allow."""
    account: str | None
    created_at: datetime
    created_by: str
    expires_at: datetime | None


def checked_key_name(name: str) -> str:
    """As it is stored. Raises AccessNotAcceptable."""
    name = " ".join(name.split())
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        said = f"A key's name has between 1 and {_LONGEST_NAME} characters."
        raise AccessNotAcceptable(said, field="name")
    refuse_reserved(name, "name")
    return name
