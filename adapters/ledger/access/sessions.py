"""Sessions: from signing in until they are ended, idle for too long, or expired."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.records import OpenSession, StartedSession, actor_from
from adapters.ledger.access.tables import sessions
from adapters.ledger.access.tokens import digest, new_secret
from adapters.ledger.access.ways_in import How
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from domain.access import Actor
from domain.errors import AccessUnknown
from domain.people.access_events import AccessEvent
from domain.people.through import Channel, Through

_KEPT = timedelta(days=7)
"""How long ended sessions are stored."""

_ID = 12

_COARSE = 10
"""A click is stored only once a tenth of the idle time has passed: otherwise every page would be a
write."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts."""

    lasts: timedelta
    idle: timedelta


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


def session_id(token_sha256: str) -> str:
    """A session's id that may be shown and logged: it does not reveal the token."""
    return token_sha256[:_ID]


class Sessions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def holder(self, token: str, now: datetime) -> Holder | None:
        """The holder of the session, if it has not ended. Asking does not keep it alive."""
        key = digest(token)
        async with self._database.reading() as connection:
            found = await connection.execute(select(sessions).where(sessions.c.token_sha256 == key))
            row = found.first()
        if row is None or row.ended_at is not None or now >= min(row.idle_at, row.expires_at):
            return None
        through = Through.model_validate(row.through) if row.through else _of_before(row.how)
        # Until they have set up the second factor that is required, they may do nothing else.
        roles, account = ([], None) if row.unproven else (row.roles, row.account_id)
        actor = actor_from(row.sign_in, roles, account, through)
        until = min(row.idle_at, row.expires_at)
        return Holder(actor, until, timedelta(seconds=row.idle_seconds), row.idle_at)

    async def clicked(self, token: str, idle_after: timedelta, now: datetime) -> None:
        """A person did something: the session's idle time begins again, unless it has ended."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(sessions)
                .where(
                    sessions.c.token_sha256 == digest(token),
                    sessions.c.ended_at.is_(None),
                    sessions.c.idle_at > now,
                    sessions.c.expires_at > now,
                )
                .values(idle_at=now + idle_after)
            )

    async def still_valid(self, tokens: Collection[str], now: datetime) -> set[str]:
        """Those of these that have not ended. Asking does not keep them alive."""
        by_digest = {digest(token): token for token in tokens}
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(sessions.c.token_sha256).where(
                    sessions.c.token_sha256.in_(by_digest),
                    sessions.c.ended_at.is_(None),
                    sessions.c.idle_at > now,
                    sessions.c.expires_at > now,
                )
            )
            return {by_digest[row.token_sha256] for row in found}

    async def end(self, token: str, now: datetime) -> None:
        """Signs out; nothing happens when it has ended already."""
        key = digest(token)
        async with self._database.writing() as connection:
            if await end_sessions(connection, sessions.c.token_sha256 == key, now):
                await write_down(connection, AccessEvent.SIGNED_OUT, now, subject=session_id(key))

    async def open_of(self, which: ColumnElement[bool], now: datetime) -> list[OpenSession]:
        """Those of these that have not ended, newest first."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                select(sessions)
                .where(
                    which,
                    sessions.c.ended_at.is_(None),
                    sessions.c.idle_at > now,
                    sessions.c.expires_at > now,
                )
                .order_by(sessions.c.created_at.desc())
            )
            return [
                OpenSession(
                    id=session_id(row.token_sha256),
                    how=row.how,
                    device=row.device,
                    created_at=row.created_at,
                    last_click=row.idle_at - timedelta(seconds=row.idle_seconds),
                    expires_at=row.expires_at,
                )
                for row in found
            ]

    async def end_one(self, which: ColumnElement[bool], session: str, now: datetime) -> None:
        """Ends that one of these; raises AccessUnknown."""
        async with self._database.writing() as connection:
            named = sessions.c.token_sha256.startswith(session, autoescape=True)
            if len(session) != _ID or not await end_sessions(connection, which & named, now):
                raise AccessUnknown("There is no such session that is not over.", id=session)
            await write_down(connection, AccessEvent.SESSION_ENDED, now, subject=session)

    async def end_others(self, which: ColumnElement[bool], token: str, now: datetime) -> int:
        """Ends all of these but one; returns how many."""
        async with self._database.writing() as connection:
            others = which & (sessions.c.token_sha256 != digest(token))
            count = await end_sessions(connection, others, now)
            if count:
                await write_down(connection, AccessEvent.SESSION_ENDED, now, all=count)
            return count

    async def prove(self, token: str, now: datetime) -> None:
        """The required second factor is set up."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(sessions)
                .where(sessions.c.token_sha256 == digest(token), sessions.c.ended_at.is_(None))
                .values(unproven=False)
            )


def of_person(sign_in: str, link: str | None) -> ColumnElement[bool]:
    """The sessions of one person, or of who came in by one link."""
    if link is not None:
        return sessions.c.link_id == link
    return (sessions.c.sign_in == sign_in) & sessions.c.link_id.is_(None)


async def start_session(
    connection: Connection,
    actor: Actor,
    how: How,
    limits: Limits,
    now: datetime,
    *,
    link: str | None = None,
    at_most_until: datetime | None = None,
    device: str | None = None,
    known_device: str | None = None,
    unproven: bool = False,
) -> StartedSession:
    """A new session under a new token."""
    await connection.execute(delete(sessions).where(sessions.c.expires_at < now - _KEPT))
    token = new_secret()
    expires_at = now + limits.lasts
    if at_most_until is not None:
        expires_at = min(expires_at, at_most_until)
    await connection.execute(
        insert(sessions).values(
            token_sha256=digest(token),
            sign_in=actor.sign_in,
            roles=sorted(actor.roles),
            account_id=actor.account,
            how=how,
            link_id=link,
            created_at=now,
            idle_seconds=max(1, int(limits.idle.total_seconds())),
            idle_at=now + limits.idle,
            expires_at=expires_at,
            through=actor.through and actor.through.model_dump(mode="json"),
            device=device,
            unproven=unproven,
        )
    )
    opened = AccessEvent.LINK_OPENED if link else AccessEvent.SIGNED_IN
    let_in_by = f"link {link}" if link else f"session {session_id(digest(token))}"
    await write_down(
        connection,
        opened,
        now,
        by=actor.sign_in,
        subject=link or actor.sign_in,
        account=actor.account,
        through=let_in_by,
        how=how,
    )
    return StartedSession(
        token=token,
        roles=actor.roles,
        expires_at=expires_at,
        known_device=known_device,
        unproven=unproven,
    )


_CHANNELS = {How.PASSWORD: Channel.PASSWORD, How.OIDC: Channel.PROVIDER, How.LINK: Channel.LINK}


def _of_before(how: str) -> Through:
    """For a session from before this was stored: nobody knows who saw the link or the password."""
    door = _CHANNELS[How(how)]
    return Through(door=door, staff_could_read=door is not Channel.PROVIDER)


async def end_sessions(connection: Connection, which: ColumnElement[bool], now: datetime) -> int:
    """Ends those of these sessions that have not ended; returns how many."""
    ended = await connection.execute(
        update(sessions).where(which, sessions.c.ended_at.is_(None)).values(ended_at=now)
    )
    return ended.rowcount
