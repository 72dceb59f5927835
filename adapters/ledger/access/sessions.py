"""Sessions, as they are kept. Of a token only a digest is stored."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, insert, select, update

from adapters.ledger.access.tables import sessions
from adapters.ledger.access.tokens import new_secret
from adapters.ledger.sql.connection import Connection
from application.ports.access import BegunSession
from domain.access import Actor, Role
from domain.people.through import Through
from domain.signing_in.digests import SESSION_ID, digest, session_of, session_of_digest
from domain.signing_in.sessions import NewSession, OpenSession, SessionOnFile, SignInMethod, Whose

_SESSION = sessions.c


class StoredSessions:
    """What `application.ports.access.Sessions` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def begin(self, session: NewSession) -> BegunSession:
        token, actor = new_secret(), session.actor
        await self._connection.execute(
            insert(sessions).values(
                token_sha256=digest(token),
                sign_in=actor.sign_in,
                roles=sorted(actor.roles),
                account_id=actor.account,
                how=session.how,
                link_id=session.link,
                created_at=session.created_at,
                idle_seconds=max(1, int(session.idle.total_seconds())),
                idle_at=session.created_at + session.idle,
                expires_at=session.expires_at,
                through=actor.through and actor.through.model_dump(mode="json"),
                device=session.device,
                unproven=session.unproven,
            )
        )
        return BegunSession(token, session_of(token))

    async def of_token(self, token: str) -> SessionOnFile | None:
        wanted = select(sessions).where(_SESSION.token_sha256 == digest(token))
        row = (await self._connection.execute(wanted)).first()
        return None if row is None else _on_file(row)

    async def click(self, token: str, idle_at: datetime, now: datetime) -> None:
        await self._connection.execute(
            update(sessions)
            .where(_SESSION.token_sha256 == digest(token), *_open(now))
            .values(idle_at=idle_at)
        )

    async def open_among(self, tokens: Collection[str], now: datetime) -> set[str]:
        by_digest = {digest(token): token for token in tokens}
        among = select(_SESSION.token_sha256).where(_SESSION.token_sha256.in_(by_digest))
        found = await self._connection.execute(among.where(*_open(now)))
        return {by_digest[row.token_sha256] for row in found}

    async def open_of(self, whose: Whose, now: datetime) -> list[OpenSession]:
        wanted = select(sessions).where(_of(whose), *_open(now))
        found = await self._connection.execute(wanted.order_by(_SESSION.created_at.desc()))
        return [
            OpenSession(
                id=session_of_digest(row.token_sha256),
                how=row.how,
                device=row.device,
                created_at=row.created_at,
                last_click=row.idle_at - timedelta(seconds=row.idle_seconds),
                expires_at=row.expires_at,
            )
            for row in found
        ]

    async def prove(self, token: str) -> None:
        await self._connection.execute(
            update(sessions)
            .where(_SESSION.token_sha256 == digest(token), _SESSION.ended_at.is_(None))
            .values(unproven=False)
        )

    async def end(self, token: str, at: datetime) -> str | None:
        ended = await end_sessions(self._connection, _SESSION.token_sha256 == digest(token), at)
        return session_of(token) if ended else None

    async def end_one(self, whose: Whose, session: str, at: datetime) -> bool:
        if len(session) != SESSION_ID:
            return False
        named = _SESSION.token_sha256.startswith(session, autoescape=True)
        return await end_sessions(self._connection, _of(whose) & named, at) > 0

    async def end_others(self, whose: Whose, token: str, at: datetime) -> int:
        others = _of(whose) & (_SESSION.token_sha256 != digest(token))
        return await end_sessions(self._connection, others, at)

    async def end_of_person(self, name: str, at: datetime) -> None:
        await end_sessions(self._connection, _SESSION.sign_in == name, at)

    async def end_of_links(self, link_ids: Collection[str], at: datetime) -> None:
        await end_sessions(self._connection, _SESSION.link_id.in_(link_ids), at)

    async def forget(self, before: datetime) -> None:
        await self._connection.execute(delete(sessions).where(_SESSION.expires_at < before))


async def end_sessions(connection: Connection, which: ColumnElement[bool], at: datetime) -> int:
    """Ends those of these sessions that have not ended; returns how many."""
    ended = await connection.execute(
        update(sessions).where(which, _SESSION.ended_at.is_(None)).values(ended_at=at)
    )
    return ended.rowcount


def _of(whose: Whose) -> ColumnElement[bool]:
    if whose.link is not None:
        return _SESSION.link_id == whose.link
    return (_SESSION.sign_in == whose.sign_in) & _SESSION.link_id.is_(None)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _SESSION.ended_at.is_(None), _SESSION.idle_at > now, _SESSION.expires_at > now


def _on_file(row: Row[Any]) -> SessionOnFile:
    through = Through.model_validate(row.through) if row.through else None
    roles = frozenset(Role(role) for role in row.roles)
    return SessionOnFile(
        actor=Actor(row.sign_in, roles, row.account_id, through),
        how=SignInMethod(row.how),
        idle=timedelta(seconds=row.idle_seconds),
        idle_at=row.idle_at,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        unproven=row.unproven,
    )
