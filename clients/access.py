"""The typed way to who may sign in: people, their sessions, API keys, and customers' links."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.access.attempts import Attempts
from adapters.ledger.access.devices import KnownDevices, remember_device
from adapters.ledger.access.keys import ApiKeys
from adapters.ledger.access.links import CustomerLinks, let_in_by_link
from adapters.ledger.access.log import AccessLog, Doer, acts, write_down
from adapters.ledger.access.naming import normal_name
from adapters.ledger.access.passwords import SHORTEST as SHORTEST_PASSWORD
from adapters.ledger.access.passwords import Passwords
from adapters.ledger.access.people import (
    People,
    is_somebody,
    let_in_by_password,
    let_in_by_provider,
)
from adapters.ledger.access.records import (
    ApiKey,
    CustomerLink,
    OpenSession,
    Person,
    SecondFactor,
    StartedSession,
    actor_from,
    through_link,
    through_password,
)
from adapters.ledger.access.remembering import Remembered
from adapters.ledger.access.second_factors import (
    SecondFactors,
    begin_step,
    end_step,
    keep_challenge,
    keys_of,
    step_of,
    take_code,
    take_key,
)
from adapters.ledger.access.security_keys import (
    Site,
    asked_of_known,
    asked_of_new,
    new_key,
    site_at,
)
from adapters.ledger.access.sessions import Limits, Sessions, of_person, session_id, start_session
from adapters.ledger.access.states import How
from adapters.ledger.access.tokens import digest, new_secret
from adapters.ledger.contacts import Asking, Contact, Contacts
from adapters.ledger.database import Database, opened_ledger
from adapters.ledger.mailing_links import LinkMail
from adapters.ledger.used_keys import Claim, UsedKeys
from domain.access import Actor, Role
from domain.access_events import AccessEvent
from domain.access_log import AccessEntry
from domain.errors import AccessNotAcceptable, AccessUnknown, NotSignedIn
from domain.letters import CONFIRM_WITHIN
from domain.through import Door, Through
from settings import Settings

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


def session_of(token: str) -> str:
    """The name of the session with this token, that may be shown and logged."""
    return session_id(digest(token))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Browser:
    """What somebody signs in with, as far as it says so."""

    called: str | None = None
    """Browser and system, for whoever looks through their sessions."""
    known_as: str | None = None
    """What its own cookie says, where somebody signed in with it before."""


UNKNOWN = Browser()

Proof = Callable[[AsyncConnection, str], Awaitable[bool]]


class SecondFactorNeeded(Exception):
    """The password was right; `step` is the token under which the second factor is awaited."""

    def __init__(self, step: str) -> None:
        super().__init__("a second factor is needed")
        self.step = step


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
        self._devices = KnownDevices(database)
        self._factors = SecondFactors(database)
        self._log = AccessLog(database)
        self._used = UsedKeys(database)
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
            demanded_of: Roles of which a second factor is demanded. Whoever has none yet gets a
                session that is good for nothing but to set it up.

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

    async def second_step(self, step: str) -> str:
        """Whose second factor is awaited; raises NotSignedIn when that is over."""
        async with self._database.reading() as connection:
            return str((await step_of(connection, step, self._now())).sign_in)

    async def prove_by_code(
        self, step: str, code: str, *, client: str, limits: Limits, browser: Browser = UNKNOWN
    ) -> StartedSession:
        """A session for whoever gave the right password, and now a code of their app's or one of
        their recovery codes.

        Raises:
            NotSignedIn: that is no code of theirs, or was used before, or the step is over.
            TooManyAttempts: for this person.
        """

        async def take(connection: AsyncConnection, sign_in: str) -> bool:
            return await take_code(connection, sign_in, code, self._now())

        return await self._proved(step, take, client, limits, browser)

    async def has_keys(self, step: str) -> bool:
        """Whether whoever gave the right password could give a security key now."""
        try:
            sign_in = await self.second_step(step)
        except NotSignedIn:
            return False
        async with self._database.reading() as connection:
            return bool(await keys_of(connection, sign_in))

    async def ask_for_key(self, step: str, site: Site) -> str:
        """What the browser asks of a key of whoever gave the right password, as JSON. It is good
        for one answer.

        Raises:
            NotSignedIn: the step is over, or they have no key.
        """
        challenge = new_secret()
        async with self._database.writing() as connection:
            sign_in = (await step_of(connection, step, self._now())).sign_in
            keys = await keys_of(connection, sign_in)
            if not keys:
                raise NotSignedIn("You have no security key here.")
            await keep_challenge(connection, step, challenge)
        return asked_of_known(challenge, [each.credential_id for each in keys], site)

    async def prove_by_key(
        self,
        step: str,
        answer: str,
        site: Site,
        *,
        client: str,
        limits: Limits,
        browser: Browser = UNKNOWN,
    ) -> StartedSession:
        """A session for whoever gave the right password, and now a security key of theirs.

        Args:
            answer: What the browser got of the key, as JSON.

        Raises:
            NotSignedIn: no key of theirs answered what it was asked, here and now, or the step is
                over.
            TooManyAttempts: for this person.
        """

        async def take(connection: AsyncConnection, sign_in: str) -> bool:
            return await take_key(connection, step, sign_in, answer, site, self._now())

        return await self._proved(step, take, client, limits, browser)

    async def _proved(
        self, step: str, take: Proof, client: str, limits: Limits, browser: Browser
    ) -> StartedSession:
        now = self._now()
        sign_in = await self.second_step(step)
        counted_as = f"second factor of {sign_in}"
        is_last = await self._attempts.count(counted_as, client, now)
        async with self._database.writing() as connection:
            owed = await step_of(connection, step, now)
            person = await let_in_by_password(connection, sign_in, owed.password_hash)
            proved = person is not None and await take(connection, sign_in)
            if proved and await end_step(connection, step):
                started = await self._let_in(connection, person, limits, browser, ())
            else:
                proved = False
                refused = AccessEvent.SECOND_FACTOR_REFUSED
                await write_down(connection, refused, now, subject=sign_in)
                if is_last:
                    await write_down(connection, AccessEvent.LOCKED_OUT, now, subject=sign_in)
        if not proved:
            raise NotSignedIn("That is not right, or was used before.")
        await self._attempts.forgive(counted_as, client)
        return started

    async def _let_in(
        self,
        connection: AsyncConnection,
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

    @asynccontextmanager
    async def once(
        self, key: str | None, by: str, operation: str, target: str, body: Any = None
    ) -> AsyncIterator[Claim]:
        """What is done inside is done under this key of a caller, which is good for one thing;
        `EffectMismatch` where it was used for another.

        Args:
            body: Plain values; a `password` among them is kept as no one can guess it from.
        """
        said = dict(body or {})
        if key is not None and "password" in said:
            said["password"] = await self._passwords.said(said["password"], key)
        async with self._used.once(key, by, f"access {operation}", target, said) as claim:
            yield claim

    async def person(self, sign_in: str) -> Person:
        """Somebody as they are now; raises AccessUnknown."""
        found = await self.own(normal_name(sign_in))
        if found is None:
            raise AccessUnknown("There is nobody with this sign-in name.", sign_in=sign_in)
        return found

    async def people(self) -> list[Person]:
        """Everybody, those who are disabled included, by name."""
        return await self._people.everybody()

    async def add_person(
        self,
        sign_in: str,
        password: str,
        roles: Iterable[Role],
        account: str | None,
        *,
        by: str,
        key: str | None = None,
    ) -> Person:
        """Somebody new, who signs in with a password; once, however often it is asked under the
        `key` of a claim.

        Raises:
            AccessNotAcceptable: the name is taken, or something given makes no sense.
            AccountUnknown: the ledger has no such account.
        """
        kept = await self._passwords.hashed(password, sign_in)
        now = self._now()
        return await self._people.add(sign_in, roles, account, kept, by=by, now=now, key=key)

    async def set_password(self, sign_in: str, password: str, *, by: str | None = None) -> Person:
        """Gives them another password, and signs them out everywhere.

        Args:
            by: Who does it; what is done through a password that somebody else set is marked.

        Raises:
            AccessUnknown: nobody has this name.
            AccessNotAcceptable: the password is too short or easily guessed, or they need none.
        """
        kept = await self._passwords.hashed(password, sign_in)
        changed = await self._people.set_password(sign_in, kept, self._now(), by=by)
        self._remembered.forget()
        return changed

    async def change_password(
        self, sign_in: str, old: str, new: str, *, client: str, limits: Limits, browser: Browser
    ) -> StartedSession:
        """Somebody's own other password. They are signed out everywhere, and in again here.

        Raises:
            NotSignedIn: the old one is not right.
            TooManyAttempts: the old one was wrong too often.
            AccessNotAcceptable: the new one cannot be taken.
        """
        await self.require_password(sign_in, old, client=client)
        if old == new:
            raise AccessNotAcceptable("Take another password than before.", field="password")
        await self.set_password(sign_in, new, by=normal_name(sign_in))
        async with self._database.writing() as connection:
            hashed = await self._people.password_hash(sign_in)
            person = await let_in_by_password(connection, sign_in, hashed or "")
            return await self._let_in(connection, person, limits, browser, ())

    async def require_password(self, sign_in: str, password: str, *, client: str) -> None:
        """Nothing, for whoever knows their own password once more.

        Raises:
            NotSignedIn: it is not right.
            TooManyAttempts: it was wrong too often.
        """
        counted_as = f"own password of {sign_in}"
        await self._attempts.count(counted_as, client, self._now())
        kept = await self._people.password_hash(sign_in)
        if not await self._passwords.match(kept, password):
            raise NotSignedIn("That is not your password.")
        await self._attempts.forgive(counted_as, client)

    @staticmethod
    def address_of_app(sign_in: str, secret: str, issuer: str) -> str:
        """What an app reads to make codes from this secret."""
        return pyotp.TOTP(secret).provisioning_uri(name=sign_in, issuer_name=issuer)

    async def sessions_of(self, sign_in: str, link: str | None = None) -> list[OpenSession]:
        """The sessions of a person that are not over, or of whoever came in by one link."""
        return await self._sessions.open_of(of_person(sign_in, link), self._now())

    async def end_session(self, sign_in: str, session: str, link: str | None = None) -> None:
        """Ends one of them, wherever it is; raises AccessUnknown."""
        await self._sessions.end_one(of_person(sign_in, link), session, self._now())
        self._remembered.forget()

    async def end_other_sessions(self, sign_in: str, token: str, link: str | None = None) -> int:
        """Ends all of them but this one; how many."""
        count = await self._sessions.end_others(of_person(sign_in, link), token, self._now())
        self._remembered.forget()
        return count

    async def own(self, sign_in: str) -> Person | None:
        """What is kept of a person; None for whoever came in by a link alone."""
        return next((each for each in await self.people() if each.sign_in == sign_in), None)

    async def second_factors(self, sign_in: str) -> tuple[list[SecondFactor], int]:
        """Those that a person has, and how many recovery codes they have left."""
        factors = await self._factors.of(sign_in)
        return factors, await self._factors.codes_left(sign_in)

    async def begin_app(self, sign_in: str) -> tuple[str, str]:
        """An app that is to be confirmed by its first code: its id, and its secret."""
        return await self._factors.begin_app(sign_in, self._now())

    async def pending_app(self, sign_in: str, factor: str) -> str:
        """The secret of an app that is still to be confirmed; raises AccessUnknown."""
        return await self._factors.pending_app(sign_in, factor)

    async def confirm_app(
        self, sign_in: str, factor: str, code: str, name: str, *, token: str
    ) -> list[str]:
        """The app is theirs from now on. Gives recovery codes where it is their first factor.

        Args:
            token: Of the session it is done in, which is good for everything from now on.

        Raises:
            AccessUnknown: there is no such app to be confirmed.
            AccessNotAcceptable: that is not the code that the app shows.
        """
        codes = await self._factors.confirm_app(sign_in, factor, code, name, self._now())
        await self._sessions.prove(token, self._now())
        self._remembered.forget()
        return codes

    async def begin_key(self, sign_in: str, site: Site) -> str:
        """What the browser asks of a security key that is to be added, as JSON. It is good for one
        answer, for some minutes.

        Raises:
            AccessNotAcceptable: they have too many second factors.
        """
        challenge, known = await self._factors.begin_key(sign_in, self._now())
        return asked_of_new(sign_in, challenge, known, site)

    async def add_key(
        self, sign_in: str, answer: str, name: str, site: Site, *, token: str
    ) -> list[str]:
        """The security key is theirs from now on. Gives recovery codes where it is their first
        factor.

        Args:
            answer: What the browser got of the key, as JSON.
            token: Of the session it is done in, which is good for everything from now on.

        Raises:
            AccessNotAcceptable: the key did not answer what it was asked, here and now, or is
                somebody's already.
        """
        now = self._now()
        key = new_key(answer, await self._factors.take_challenge(sign_in, now), site)
        if key is None:
            await self._factors.key_refused(sign_in, now)
            said = "The key did not prove itself. Add it once more."
            raise AccessNotAcceptable(said, field="credential")
        codes = await self._factors.add_key(sign_in, key, name, now)
        await self._sessions.prove(token, now)
        self._remembered.forget()
        return codes

    async def remove_factor(self, sign_in: str, factor: str) -> None:
        """One of their own less; raises AccessUnknown."""
        await self._factors.remove(sign_in, factor, self._now())

    async def reset_factors(self, sign_in: str) -> int:
        """All second factors of somebody who lost them, and signs them out; how many it were.

        Raises:
            AccessUnknown: nobody has this name.
        """
        name = normal_name(sign_in)
        if await self.own(name) is None:
            raise AccessUnknown("Nobody has this sign-in name.")
        count = await self._factors.reset(name, self._now())
        await self.end_other_sessions(name, "")
        return count

    async def new_recovery_codes(self, sign_in: str) -> list[str]:
        """Other recovery codes instead of those of before; nobody can look them up again."""
        return await self._factors.new_codes(sign_in, self._now())

    async def action_refused(self, account: str | None, details: Mapping[str, str]) -> None:
        """Writes down that whoever acts at this moment was refused something."""
        event = AccessEvent.ACTION_REFUSED
        async with self._database.writing() as connection:
            await write_down(connection, event, self._now(), account=account, **details)

    async def log(
        self,
        *,
        before: int | None = None,
        since: datetime | None = None,
        event: AccessEvent | None = None,
        about: str | None = None,
        most: int = 200,
    ) -> list[AccessEntry]:
        """The log of access, the newest entries first."""
        return await self._log.entries(
            before=before, since=since, event=event, about=about, most=most
        )

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
        key: str | None = None,
    ) -> tuple[ApiKey, str]:
        """A new API key, and what its holder has to say: nobody can look that up again. It is ""
        where the key was made before, under the `key` of this claim.

        Raises:
            AccessNotAcceptable: the name or the roles make no sense.
            AccountUnknown: the ledger has no such account.
        """
        now = self._now()
        expires_at = None if lasts is None else now + lasts
        return await self._keys.create(
            name, roles, account, by=by, now=now, expires_at=expires_at, key=key
        )

    async def revoke_key(self, key_id: str) -> None:
        """Nobody gets in by it any more; raises AccessUnknown."""
        await self._keys.revoke(key_id, self._now())
        self._remembered.forget()

    async def links(self, account: str | None = None) -> list[CustomerLink]:
        """The latest customers' links, or those of one account, the newest first."""
        return await self._links.all(account)

    async def create_link(
        self, account: str, sign_in: str, *, by: str, lasts: timedelta, key: str | None = None
    ) -> tuple[CustomerLink, str]:
        """A link for somebody of this account, and its token: nobody can look that up again. It is
        "" where the link was made before, under the `key` of this claim.

        Args:
            sign_in: Their mail address; it stands in the timeline of what they do.

        Raises:
            AccessNotAcceptable: the name cannot be one.
            AccountUnknown: the ledger has no such account.
        """
        now = self._now()
        return await self._links.create(
            account, sign_in, by=by, now=now, expires_at=now + lasts, key=key
        )

    async def link(self, token: str) -> CustomerLink | None:
        """The link with this token, if it is valid. To look does not use it."""
        return await self._links.link(token, self._now())

    async def link_of(self, link_id: str) -> CustomerLink:
        """The link with this id, valid or not; raises AccessUnknown."""
        return await self._links.of_id(link_id)

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
