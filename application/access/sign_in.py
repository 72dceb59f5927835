"""Somebody signs in: by a password, by the identity provider, by a customer's link."""

from collections.abc import Collection, Iterable

from application.access.attempts import count_attempt, forgive_attempt
from application.access.begin_session import begin_by_link, begin_by_password, begin_by_provider
from application.access.within import Access
from application.ports.access import AccessTransaction
from domain.access import Actor, Role
from domain.errors import NotSignedIn
from domain.people.access_events import AccessEvent
from domain.people.sign_ins import checked_name, normal_name
from domain.people.through import Channel, Through
from domain.signing_in.person import PersonOnFile, is_who_provider_vouches_for
from domain.signing_in.roles import checked_roles
from domain.signing_in.second_factors import STEP_LASTS, SecondFactorNeeded
from domain.signing_in.sessions import BROWSER_KNOWN_FOR, Browser, Limits, StartedSession

_PROVIDER = "identity provider"


async def sign_in(
    access: Access,
    name: str,
    password: str,
    *,
    client: str,
    limits: Limits,
    browser: Browser,
    demanded_of: Collection[Role] = (),
) -> StartedSession:
    """A session for somebody who knows their password.

    Args:
        client: The address that it is tried from.
        browser: What it is tried in.
        demanded_of: Roles of which a second factor is required. A person without one gets a session
            that only allows setting it up.

    Raises:
        SecondFactorNeeded: the password is right, and they have a second factor.
        NotSignedIn: nobody has this name, or another password, or they are disabled.
        TooManyAttempts: at this name, or from this client.
    """
    device = await _known_device(access, name, browser)
    last = await count_attempt(access, name, client, device)
    kept = await _password_hash(access, name)
    # As long where nobody has this name: that says nothing of who has one.
    if not await access.passwords.match(kept, password) or kept is None:
        await _write_refusal(access, name, last)
        raise _nobody()
    async with access.ledger.writing() as transaction:
        person = await transaction.people.locked_with_password(name, kept)
        if person is None:  # disabled or changed meanwhile
            raise _nobody()
        step = await _owed_step(access, transaction, person, kept)
        outcome = (
            SecondFactorNeeded(step)
            if step is not None
            else await begin_by_password(access, transaction, person, limits, browser, demanded_of)
        )
    await forgive_attempt(access, name, client, device)
    if access.passwords.is_outdated(kept):
        renewed = await access.passwords.hashed(password)
        async with access.ledger.writing() as transaction:
            await transaction.people.renew_hash(name, kept, renewed)
    if isinstance(outcome, SecondFactorNeeded):
        raise outcome
    return outcome


async def sign_in_by_provider(
    access: Access,
    name: str,
    subject: str,
    roles: Iterable[Role],
    *,
    limits: Limits,
    browser: Browser,
) -> StartedSession:
    """A session for somebody for whom the identity provider vouches; they are on file from the
    first time on. Once their roles change there, sessions with those of before end.

    Args:
        subject: Who the provider says it is, whatever their name.

    Raises:
        NotSignedIn: the name belongs to somebody else here, or is disabled.
        AccessNotAcceptable: the provider gave no role, or a name that cannot be one.
    """
    name, given = checked_name(name), checked_roles(roles, None)
    now = access.now()
    async with access.ledger.writing() as transaction:
        people = transaction.people
        await people.add(name, given, None, by=_PROVIDER, at=now, subject=subject)
        known = await people.locked(name)
        if known is None or not is_who_provider_vouches_for(known, subject):
            raise NotSignedIn("This name is somebody else's here, or it is disabled.")
        before = [str(role) for role in known.person.roles]
        if before != given:
            await transaction.log.write(
                AccessEvent.ROLES_CHANGED, now, by=_PROVIDER, subject=name,
                before=before, roles=given,
            )  # fmt: skip
            await people.set_roles(name, given, None)
            await transaction.sessions.end_of_person(name, now)
        vouched = frozenset(Role(role) for role in given)
        actor = Actor(name, vouched, None, Through(door=Channel.PROVIDER))
        return await begin_by_provider(transaction, actor, limits, now, browser)


async def sign_in_by_link(
    access: Access, token: str, *, limits: Limits, browser: Browser
) -> StartedSession:
    """A session for the recipient of this link, no longer than the link is good.

    Raises:
        NotSignedIn: the link is unknown, has expired, or was revoked.
    """
    now = access.now()
    async with access.ledger.writing() as transaction:
        link = await transaction.links.locked(token)
        if link is None or not link.is_good(now):
            raise NotSignedIn("This link is not valid, or not any more.")
        await transaction.links.use(link.id, now)
        return await begin_by_link(transaction, link, limits, now, browser)


async def _known_device(access: Access, name: str, browser: Browser) -> str | None:
    """A name of the browser, if this person has signed in there before."""
    if not browser.known_as:
        return None
    since = access.now() - BROWSER_KNOWN_FOR
    async with access.ledger.reading() as transaction:
        return await transaction.devices.named(browser.known_as, name, since)


async def _password_hash(access: Access, name: str) -> str | None:
    async with access.ledger.reading() as transaction:
        return await transaction.people.password_hash(name)


async def _owed_step(
    access: Access, transaction: AccessTransaction, person: PersonOnFile, password_hash: str
) -> str | None:
    """The token under which the second factor is awaited; None if they have none."""
    now, name = access.now(), person.person.sign_in
    await transaction.steps.forget(now)
    if not await transaction.factors.of(name):
        return None
    return await transaction.steps.begin(name, password_hash, now + STEP_LASTS)


async def _write_refusal(access: Access, name: str, is_last: bool) -> None:
    """Only a name that somebody has is written down: people type passwords there, too."""
    now = access.now()
    async with access.ledger.writing() as transaction:
        known = normal_name(name) if await transaction.people.has(name) else None
        await transaction.log.write(AccessEvent.SIGN_IN_REFUSED, now, subject=known)
        if is_last:
            await transaction.log.write(AccessEvent.LOCKED_OUT, now, subject=known)


def _nobody() -> NotSignedIn:
    return NotSignedIn("There is nobody with this name and this password.")
