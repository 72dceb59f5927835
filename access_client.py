"""The typed way to who may sign in: people, their sessions, API keys, and customers' links."""

from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from adapters.ledger.access.attempts import Attempts
from adapters.ledger.access.keys import ApiKeys
from adapters.ledger.access.links import CustomerLinks, let_in_by_link
from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.passwords import SHORTEST as SHORTEST_PASSWORD
from adapters.ledger.access.passwords import Passwords
from adapters.ledger.access.people import People, let_in_by_password, let_in_by_provider
from adapters.ledger.access.records import (
    ApiKey,
    CustomerLink,
    Person,
    StartedSession,
    actor_from,
    through_link,
    through_password,
)
from adapters.ledger.access.remembering import Remembered
from adapters.ledger.access.sessions import Limits, Sessions, start_session
from adapters.ledger.access.states import How
from adapters.ledger.contacts import Asking, Contact, Contacts
from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.mailing_links import LinkMail
from domain.access import Actor, Role
from domain.errors import NotSignedIn
from domain.letters import CONFIRM_WITHIN
from domain.through import Door, Through
from settings import Settings

__all__ = [
    "SHORTEST_PASSWORD",
    "AccessClient",
    "ApiKey",
    "CustomerLink",
    "Limits",
    "Person",
    "StartedSession",
    "normal_name",
]


def _now() -> datetime:
    return datetime.now(UTC)


class AccessClient:
    """Who may sign in, and who has. Needs no engine.

    Who a session or a key stands for is remembered for a few seconds: another process may let
    somebody in for that long who was shut out here, this one never does.
    """

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
        self._passwords = Passwords()
        self._remembered = Remembered(now)

    @classmethod
    @asynccontextmanager
    async def opened(cls, settings: Settings) -> AsyncIterator["AccessClient"]:
        async with opened_ledger(settings.ledger_url) as database:
            yield cls(database)

    async def actor_of_session(self, token: str, *, by_person: bool = True) -> Actor | None:
        """Whoever is signed in under this token, if anybody still is.

        Args:
            by_person: Whether a person did something, which keeps the session from ending; a page
                that only looks whether there is news does not.
        """
        holder = await self._remembered.holder(token, self._sessions.holder)
        if holder is None:
            return None
        now = self._now()
        if by_person and holder.idle_after is not None and holder.is_worth_a_click(now):
            await self._sessions.clicked(token, holder.idle_after, now)
            self._remembered.forget_one(token)
        return holder.actor

    async def actor_of_key(self, key: str) -> Actor | None:
        """Whoever this API key stands for, if it is valid."""
        holder = await self._remembered.holder(key, self._keys.holder)
        return None if holder is None else holder.actor

    async def still_valid(self, tokens: Collection[str], keys: Collection[str]) -> set[str]:
        """Those of these sessions' tokens and keys that are still let in, as the ledger has it
        now."""
        now = self._now()
        valid = await self._sessions.still_valid(tokens, now) if tokens else set()
        return valid | (await self._keys.still_valid(keys, now) if keys else set())

    async def sign_in(
        self, sign_in: str, password: str, *, client: str, limits: Limits
    ) -> StartedSession:
        """A session for somebody who knows their password.

        Args:
            client: The address that it is tried from.

        Raises:
            NotSignedIn: nobody has this name, or another password, or they are disabled.
            TooManyAttempts: at this name, or from this client.
        """
        await self._attempts.count(sign_in, client, self._now())
        kept = await self._people.password_hash(sign_in)
        if not await self._passwords.match(kept, password) or kept is None:
            raise NotSignedIn("There is nobody with this name and this password.")
        async with self._database.writing() as connection:
            person = await let_in_by_password(connection, sign_in, kept)
            if person is None:
                raise NotSignedIn("There is nobody with this name and this password.")
            actor = actor_from(
                person.sign_in, person.roles, person.account_id, through_password(person)
            )
            started = await start_session(connection, actor, How.PASSWORD, limits, self._now())
        await self._attempts.forgive(sign_in, client)
        if self._passwords.is_outdated(kept):
            renewed = await self._passwords.hashed_again(password)
            await self._people.renew_hash(sign_in, kept, renewed)
        return started

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
            through = Through(door=Door.PROVIDER)
            actor = actor_from(person.sign_in, person.roles, None, through)
            return await start_session(connection, actor, How.OIDC, limits, self._now())

    async def sign_in_by_link(self, token: str, *, limits: Limits) -> StartedSession:
        """A session for whoever was sent this link, no longer than it is valid.

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

    async def sign_out(self, token: str) -> None:
        await self._sessions.end(token, self._now())
        self._remembered.forget()

    async def people(self) -> list[Person]:
        """Everybody, those who are disabled included, by name."""
        return await self._people.everybody()

    async def add_person(
        self, sign_in: str, password: str, roles: Iterable[Role], account: str | None, *, by: str
    ) -> Person:
        """Somebody new, who signs in with a password.

        Raises:
            AccessNotAcceptable: the name is taken, or something given makes no sense.
            AccountUnknown: the ledger has no such account.
        """
        kept = await self._passwords.hashed(password)
        return await self._people.add(sign_in, roles, account, kept, by=by, now=self._now())

    async def set_password(self, sign_in: str, password: str) -> Person:
        """Gives them another password, and signs them out everywhere.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the password is too short, or they need none.
        """
        kept = await self._passwords.hashed(password)
        changed = await self._people.set_password(sign_in, kept, self._now())
        self._remembered.forget()
        return changed

    async def set_roles(self, sign_in: str, roles: Iterable[Role], account: str | None) -> Person:
        """Gives them other roles, and signs them out everywhere.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the roles make no sense, or are the identity provider's to give.
            AccountUnknown: the ledger has no such account.
        """
        changed = await self._people.set_roles(sign_in, roles, account, self._now())
        self._remembered.forget()
        return changed

    async def disable(self, sign_in: str) -> Person:
        """Shuts somebody out, and signs them out everywhere; raises AccessUnknown."""
        changed = await self._people.disable(sign_in, self._now())
        self._remembered.forget()
        return changed

    async def enable(self, sign_in: str) -> Person:
        """Lets somebody sign in again who was disabled; raises AccessUnknown."""
        return await self._people.enable(sign_in, self._now())

    async def keys(self) -> list[ApiKey]:
        """Every API key that was ever made, the newest first."""
        return await self._keys.all()

    async def create_key(
        self,
        name: str,
        roles: Iterable[Role],
        account: str | None,
        *,
        by: str,
        lasts: timedelta | None = None,
    ) -> tuple[ApiKey, str]:
        """A new API key, and what its holder has to say: nobody can look that up again.

        Raises:
            AccessNotAcceptable: the name or the roles make no sense.
            AccountUnknown: the ledger has no such account.
        """
        now = self._now()
        expires_at = None if lasts is None else now + lasts
        return await self._keys.create(name, roles, account, by=by, now=now, expires_at=expires_at)

    async def revoke_key(self, key_id: str) -> None:
        """Nobody gets in by it any more; raises AccessUnknown."""
        await self._keys.revoke(key_id, self._now())
        self._remembered.forget()

    async def links(self, account: str | None = None) -> list[CustomerLink]:
        """The latest customers' links, or those of one account, the newest first."""
        return await self._links.all(account)

    async def create_link(
        self, account: str, sign_in: str, *, by: str, lasts: timedelta
    ) -> tuple[CustomerLink, str]:
        """A link for somebody of this account, and its token: nobody can look that up again.

        Args:
            sign_in: Their mail address; it stands in the timeline of what they do.

        Raises:
            AccessNotAcceptable: the name cannot be one.
            AccountUnknown: the ledger has no such account.
        """
        now = self._now()
        return await self._links.create(account, sign_in, by=by, now=now, expires_at=now + lasts)

    async def link(self, token: str) -> CustomerLink | None:
        """The link with this token, if it is valid. To look does not use it."""
        return await self._links.link(token, self._now())

    async def revoke_link(self, link_id: str) -> CustomerLink:
        """Nobody gets in by it any more, and whoever has is signed out; raises AccessUnknown."""
        revoked = await self._links.revoke(link_id, self._now())
        self._remembered.forget()
        return revoked

    async def mail_link(self, account: str, sign_in: str, leads_to: str | None = None) -> bool:
        """Mails somebody of this account a link that nobody here sees, at most once an hour;
        whether it is a new one.

        Args:
            leads_to: The page that it opens; the customer's front page when not given.

        Raises:
            AccessNotAcceptable: it is no address that the account has on file.
            AccountUnknown: the ledger has no such account.
        """
        return await self._link_mail.send(account, sign_in, self._now(), leads_to)

    async def mail_link_again(self, token: str) -> None:
        """Mails whoever this link was for another one, to the address on file and nowhere else.
        What became of it nobody is told: it could say who has a link here."""
        await self._link_mail.send_again(token, self._now())

    async def contact_of(self, token: str) -> Contact | None:
        """The contact who was asked by this token to confirm their address."""
        return await self._contacts.asked_by(token, self._now() - CONFIRM_WITHIN)

    async def ask_contact_again(
        self, account: str, request: str, address: str, language: str, time_zone: str
    ) -> None:
        """Mails the contact of a request once more, at most once an hour."""
        await self._contacts.ask_again(
            Asking(
                account=account,
                request=request,
                language="nl" if language == "nl" else "en",
                time_zone=time_zone,
                at=self._now(),
            ),
            address,
        )

    async def confirm_contact(self, token: str) -> bool:
        """The contact confirms their address. False: no such token, or not any more."""
        now = self._now()
        return await self._contacts.confirm(token, now - CONFIRM_WITHIN, now)
