"""Links in letters to customers, as `application.ports.letter_links` asks for them. The access log
says what happens to one, in the same transaction."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.sessions import end_sessions
from adapters.ledger.access.tables import customer_links, sessions
from adapters.ledger.access.tokens import new_id, new_secret
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox
from application.ports.letter_links import MailedLink, NewLink
from domain.people.access_events import AccessEvent
from domain.signing_in.digests import digest
from domain.turns import WORKER

_LINK = customer_links.c
_ADD = insert(customer_links)
_AT_ONCE = 100


class StoredLetterLinks:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(self, link: NewLink, now: datetime) -> str:
        token, link_id = new_secret(), new_id()
        row = {
            "id": link_id,
            "token_sha256": digest(token),
            "sign_in": link.sign_in,
            "account_id": link.account,
            "created_at": now,
            "created_by": WORKER,
            "expires_at": link.expires_at,
            "mailed_to": link.sign_in,
            "letter": link.letter,
            "leads_to": link.leads_to,
        }
        await self._connection.execute(_ADD, row)
        await write_down(
            self._connection, AccessEvent.LINK_MADE, now, by=WORKER, subject=link_id,
            account=link.account, through="letter", mailed=True,
        )  # fmt: skip
        return token

    async def forget_unused(self, letter: str, but: int) -> None:
        unused = (
            select(_LINK.id)
            .where(_LINK.letter == letter, _LINK.used_at.is_(None))
            .order_by(_LINK.created_at.desc(), _LINK.id)
            .offset(but)
        )
        forgotten = list((await self._connection.execute(unused.limit(_AT_ONCE))).scalars())
        if forgotten:
            await self._connection.execute(
                delete(customer_links).where(_LINK.id.in_(forgotten), _LINK.used_at.is_(None))
            )

    async def mailed(
        self, account: str, now: datetime, about: str | None = None
    ) -> list[MailedLink]:
        works = select(_LINK.id, _LINK.mailed_to).where(
            _LINK.mailed_to.is_not(None),
            _LINK.revoked_at.is_(None),
            _LINK.replaced_at.is_(None),
            _LINK.expires_at > now,
        )
        if about is None:
            works = works.where(_LINK.account_id == account)
        else:
            of_it = select(outbox.c.key).where(outbox.c.request == about)
            works = works.where(_LINK.letter.in_(of_it))
        return [MailedLink(row.id, row.mailed_to) for row in await self._connection.execute(works)]

    async def end_replaced(self, ids: Collection[str], account: str, now: datetime) -> None:
        for link_id in ids:
            await write_down(
                self._connection, AccessEvent.LINK_REVOKED, now, subject=link_id, account=account,
                because="the address was replaced",
            )  # fmt: skip
        if ids:
            gone = update(customer_links).where(_LINK.id.in_(ids))
            await self._connection.execute(gone.values(replaced_at=now))

    async def end_sessions(self, ids: Collection[str], now: datetime) -> None:
        if ids:
            await end_sessions(self._connection, sessions.c.link_id.in_(ids), now)
