"""A session begins, for somebody who proved who they are."""

from collections.abc import Collection
from datetime import datetime

from application.access.within import Access
from application.ports.access import AccessTransaction
from domain.access import Actor, Role
from domain.people.access_events import AccessEvent
from domain.signing_in.links import CustomerLink
from domain.signing_in.person import PersonOnFile
from domain.signing_in.sessions import (
    BROWSER_KNOWN_FOR,
    KEPT,
    Browser,
    Limits,
    NewSession,
    SignInMethod,
    StartedSession,
)


async def begin_by_password(
    access: Access,
    transaction: AccessTransaction,
    person: PersonOnFile,
    limits: Limits,
    browser: Browser,
    demanded_of: Collection[Role] = (),
) -> StartedSession:
    """For somebody whose password was right. Their browser is known from now on.

    Args:
        demanded_of: Roles of which a second factor is required: until somebody of these has set one
            up, the session allows nothing else.
    """
    now, actor = access.now(), person.as_actor
    await transaction.devices.forget_unused(now - BROWSER_KNOWN_FOR)
    known_as = await transaction.devices.remember(actor.sign_in, browser.known_as, now)
    session = NewSession(
        actor=actor,
        how=SignInMethod.PASSWORD,
        created_at=now,
        idle=limits.idle,
        expires_at=limits.expires_at(now),
        device=browser.called,
        unproven=not actor.roles.isdisjoint(demanded_of),
    )
    started = await _begin(transaction, session)
    return started.model_copy(update={"known_device": known_as})


async def begin_by_provider(
    transaction: AccessTransaction, actor: Actor, limits: Limits, now: datetime, browser: Browser
) -> StartedSession:
    """For somebody for whom the identity provider vouches."""
    session = NewSession(
        actor=actor,
        how=SignInMethod.OIDC,
        created_at=now,
        idle=limits.idle,
        expires_at=limits.expires_at(now),
        device=browser.called,
    )
    return await _begin(transaction, session)


async def begin_by_link(
    transaction: AccessTransaction,
    link: CustomerLink,
    limits: Limits,
    now: datetime,
    browser: Browser,
) -> StartedSession:
    """For whoever came by this link; no longer than it is good."""
    session = NewSession(
        actor=link.actor,
        how=SignInMethod.LINK,
        created_at=now,
        idle=limits.idle,
        expires_at=limits.expires_at(now, at_most_until=link.expires_at),
        link=link.id,
        device=browser.called,
    )
    return await _begin(transaction, session)


async def _begin(transaction: AccessTransaction, session: NewSession) -> StartedSession:
    actor, link = session.actor, session.link
    await transaction.sessions.forget(session.created_at - KEPT)
    begun = await transaction.sessions.begin(session)
    await transaction.log.write(
        AccessEvent.LINK_OPENED if link else AccessEvent.SIGNED_IN,
        session.created_at,
        by=actor.sign_in,
        subject=link or actor.sign_in,
        account=actor.account,
        through=f"link {link}" if link else f"session {begun.id}",
        how=session.how,
    )
    return StartedSession(
        token=begun.token,
        roles=actor.roles,
        expires_at=session.expires_at,
        unproven=session.unproven,
    )
