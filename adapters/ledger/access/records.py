"""People, sessions, keys and links as they are shown; never a secret or its hash."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from domain.access import Action, Actor, Role
from domain.people.through import Channel, Through
from domain.values.record import Record


class NewAccess(Record):
    """What was asked for by somebody who let in a person or a program, as far as it may be
    stored."""

    kind: str
    name: str
    roles: tuple[str, ...] = ()
    account: str | None = None
    actions: tuple[str, ...] = ()
    """What a key is restricted to."""


class Person(Record):
    sign_in: str
    roles: tuple[Role, ...]
    account: str | None
    by_provider: bool
    """The identity provider decides who they are and which roles they have."""
    created_at: datetime
    created_by: str
    disabled_at: datetime | None


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


class CustomerLink(Record):
    id: str
    sign_in: str
    account: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None
    """When somebody last came in by it."""
    mailed_to: str | None = None
    """The address on file that it was mailed to; nobody here saw it. None: its maker was shown it,
    and what is done through it says so."""
    leads_to: str | None = None
    """The page that it opens; None: the customer's front page."""
    replaced_at: datetime | None = None
    """When its address was replaced by another."""


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


class SecondFactor(Record):
    id: str
    kind: str
    """`totp` or `security_key`."""
    name: str
    created_at: datetime
    used_at: datetime | None


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


def factor_of(row: Row[Any]) -> SecondFactor:
    return SecondFactor(
        id=row.id, kind=row.kind, name=row.name, created_at=row.created_at, used_at=row.used_at
    )


def person_of(row: Row[Any]) -> Person:
    return Person(
        sign_in=row.sign_in,
        roles=row.roles,
        account=row.account_id,
        by_provider=row.subject is not None,
        created_at=row.created_at,
        created_by=row.created_by,
        disabled_at=row.disabled_at,
    )


def key_of(row: Row[Any]) -> ApiKey:
    return ApiKey(
        id=row.id,
        name=row.name,
        roles=row.granted["roles"] if row.granted else row.roles,
        account=row.account_id,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        actions=tuple(row.granted["actions"]) if row.granted else None,
    )


def link_of(row: Row[Any]) -> CustomerLink:
    return CustomerLink(
        id=row.id,
        sign_in=row.sign_in,
        account=row.account_id,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        used_at=row.used_at,
        mailed_to=row.mailed_to,
        leads_to=row.leads_to,
        replaced_at=row.replaced_at,
    )


def actor_from(
    sign_in: str, roles: list[str], account: str | None, through: Through | None = None
) -> Actor:
    return Actor(sign_in, frozenset(Role(role) for role in roles), account, through)


def holder_of_key(row: Row[Any], through: Through) -> Actor:
    """Who acts by this key. An action that this release does not know is not granted here."""
    # The name was chosen freely; with the id it cannot pass for a person's.
    name = f"{row.name} (key {row.id})"
    if row.granted is None:
        return actor_from(name, row.roles, row.account_id, through)
    known = frozenset(Action(each) for each in row.granted["actions"] if each in set(Action))
    actor = actor_from(name, row.granted["roles"], row.account_id, through)
    return replace(actor, granted=known)


def through_link(row: Row[Any]) -> Through:
    """How the holder of this link came in."""
    return Through(
        door=Channel.LINK,
        id=row.id,
        made_by=row.created_by,
        mailed=row.mailed_to is not None,
        staff_could_read=row.mailed_to is None,
    )


def through_password(row: Row[Any]) -> Through:
    """How somebody who knows this person's password came in."""
    set_by = row.password_set_by or row.created_by
    own = set_by == row.sign_in
    return Through(door=Channel.PASSWORD, made_by=None if own else set_by, staff_could_read=not own)
