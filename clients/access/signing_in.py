"""Signing in: by a password, by the identity provider, by a customer's link."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from adapters.ledger.access.devices import remember_device
from adapters.ledger.access.links import let_in_by_link
from adapters.ledger.access.log import write_down
from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.people import is_somebody, let_in_by_password, let_in_by_provider
from adapters.ledger.access.records import (
    StartedSession,
    actor_from,
    through_link,
    through_password,
)
from adapters.ledger.access.second_steps import begin_step
from adapters.ledger.access.sessions import Limits, start_session
from adapters.ledger.access.tokens import digest
from adapters.ledger.access.ways_in import How
from adapters.ledger.connection import Connection
from clients.access.shared import Shared
from domain.access import Role
from domain.errors import NotSignedIn
from domain.people.access_events import AccessEvent
from domain.people.through import Channel, Through


@dataclass(frozen=True, slots=True)
class Browser:
    """The browser that somebody signs in with, as it names itself."""

    called: str | None = None
    """Browser and system, for the list of one's sessions."""
    known_as: str | None = None
    """What its own cookie says, where somebody signed in with it before."""


UNKNOWN = Browser()


class SecondFactorNeeded(Exception):
    """The password was right; `step` is the token under which the second factor is awaited."""

    def __init__(self, step: str) -> None:
        super().__init__("a second factor is needed")
        self.step = step


class SigningIn(Shared):
    """From what somebody shows to a session of theirs."""

    async def sign_in(
        self,
        sign_in: str,
        password: str,
        *,
        client: str,
        limits: Limits,
        browser: Browser = UNKNOWN,
        demanded_of: Collection[Role] = (),
    ) -> StartedSession:
        """A session for somebody who knows their password.

        Args:
            client: The address that it is tried from.
            browser: What it is tried in.
            demanded_of: Roles of which a second factor is required. A person without one gets a
                session that only allows setting it up.

        Raises:
            SecondFactorNeeded: the password is right, and they have a second factor.
            NotSignedIn: nobody has this name, or another password, or they are disabled.
            TooManyAttempts: at this name, or from this client.
        """
        now = self._now()
        known = await self._devices.known(browser.known_as, sign_in, now)
        device = digest(browser.known_as) if known and browser.known_as else None
        is_last = await self._attempts.count(sign_in, client, now, device)
        kept = await self._people.password_hash(sign_in)
        if not await self._passwords.match(kept, password) or kept is None:
            await self._refused(sign_in, is_last)
            raise NotSignedIn("There is nobody with this name and this password.")
        async with self._database.writing() as connection:
            person = await let_in_by_password(connection, sign_in, kept)
            if person is None:
                raise NotSignedIn("There is nobody with this name and this password.")
            step = await begin_step(connection, person.sign_in, kept, now)
            if step is None:
                started = await self._let_in(connection, person, limits, browser, demanded_of)
        await self._attempts.forgive(sign_in, client, device)
        if self._passwords.is_outdated(kept):
            renewed = await self._passwords.hashed_again(password)
            await self._people.renew_hash(sign_in, kept, renewed)
        if step is not None:
            raise SecondFactorNeeded(step)
        return started

    async def _let_in(
        self,
        connection: Connection,
        person: Any,
        limits: Limits,
        browser: Browser,
        demanded_of: Collection[Role],
    ) -> StartedSession:
        now = self._now()
        known_as = await remember_device(connection, person.sign_in, browser.known_as, now)
        through = through_password(person)
        actor = actor_from(person.sign_in, person.roles, person.account_id, through)
        return await start_session(
            connection,
            actor,
            How.PASSWORD,
            limits,
            now,
            device=browser.called,
            known_device=known_as,
            unproven=not actor.roles.isdisjoint(demanded_of),
        )

    async def _refused(self, sign_in: str, is_last: bool) -> None:
        """Only a name that somebody has is written down: people type passwords there, too."""
        now, name = self._now(), normal_name(sign_in)
        async with self._database.writing() as connection:
            known = await is_somebody(connection, name)
            subject = name if known else None
            await write_down(connection, AccessEvent.SIGN_IN_REFUSED, now, subject=subject)
            if is_last:
                await write_down(connection, AccessEvent.LOCKED_OUT, now, subject=subject)

    async def sign_in_by_provider(
        self, sign_in: str, subject: str, roles: Iterable[Role], *, limits: Limits
    ) -> StartedSession:
        """A session for somebody for whom the identity provider vouches.

        Args:
            subject: Who the provider says it is, whatever their name.

        Raises:
            NotSignedIn: the name belongs to somebody else here, or is disabled.
            AccessNotAcceptable: the provider gave no role, or a name that cannot be one.
        """
        async with self._database.writing() as connection:
            person = await let_in_by_provider(connection, sign_in, subject, roles, self._now())
            if person is None:
                raise NotSignedIn("This name is somebody else's here, or it is disabled.")
            through = Through(door=Channel.PROVIDER)
            actor = actor_from(person.sign_in, person.roles, None, through)
            return await start_session(connection, actor, How.OIDC, limits, self._now())

    async def sign_in_by_link(self, token: str, *, limits: Limits) -> StartedSession:
        """A session for the recipient of this link, no longer than the link is valid.

        Raises:
            NotSignedIn: the link is unknown, has expired, or was revoked.
        """
        async with self._database.writing() as connection:
            link = await let_in_by_link(connection, token, self._now())
            if link is None:
                raise NotSignedIn("This link is not valid, or not any more.")
            through = through_link(link)
            actor = actor_from(link.sign_in, [Role.CUSTOMER], link.account_id, through)
            return await start_session(
                connection,
                actor,
                How.LINK,
                limits,
                self._now(),
                link=link.id,
                at_most_until=link.expires_at,
            )
