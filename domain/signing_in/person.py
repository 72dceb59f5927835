"""Somebody who signs in by a password or by the identity provider, as they are on file."""

from dataclasses import dataclass
from datetime import datetime

from domain.access import Actor, Role
from domain.errors import AccessNotAcceptable
from domain.people.through import Channel, Through
from domain.values.record import Record


class Person(Record):
    """As they are shown; never a secret or its hash."""

    sign_in: str
    roles: tuple[Role, ...]
    account: str | None
    by_provider: bool
    """The identity provider decides who they are and which roles they have."""
    created_at: datetime
    created_by: str
    disabled_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonOnFile:
    """With what lets them in."""

    person: Person
    subject: str | None
    """The identity provider's id of them: a name there can pass to somebody else."""
    password_set_by: str | None
    """Who else knows the password; their own name once they chose it themselves."""

    @property
    def as_actor(self) -> Actor:
        """Who they act as once their password was right."""
        person = self.person
        roles = frozenset(person.roles)
        return Actor(person.sign_in, roles, person.account, self._through_password)

    @property
    def _through_password(self) -> Through:
        set_by = self.password_set_by or self.person.created_by
        own = set_by == self.person.sign_in
        made_by = None if own else set_by
        return Through(door=Channel.PASSWORD, made_by=made_by, staff_could_read=not own)


def may_have_password(known: PersonOnFile) -> None:
    """Raises AccessNotAcceptable: the identity provider lets them in."""
    if known.subject is not None:
        said = "They sign in by the identity provider, and have no password here."
        raise AccessNotAcceptable(said, field="sign_in")


def may_be_given_roles(known: PersonOnFile) -> None:
    """Raises AccessNotAcceptable: the identity provider gives them theirs."""
    if known.subject is not None:
        said = "The identity provider says what their roles are."
        raise AccessNotAcceptable(said, field="roles")


def is_who_provider_vouches_for(known: PersonOnFile, subject: str) -> bool:
    """Not somebody else who has this name here, and not disabled."""
    return known.subject == subject and known.person.disabled_at is None
