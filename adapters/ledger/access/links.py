"""Customers' links, as they are kept. Of a token only a digest is stored."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from adapters.ledger.access.tables import customer_links
from adapters.ledger.access.tokens import new_id, new_secret
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import outbox
from domain.signing_in.digests import digest
from domain.signing_in.links import CustomerLink

_LINK = customer_links.c
_MOST = 500


class StoredLinks:
    """What `application.ports.access.Links` says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def add(
        self,
        name: str,
        account: str,
        *,
        by: str,
        at: datetime,
        expires_at: datetime,
        mailed: bool = False,
    ) -> tuple[CustomerLink, str]:
        token = new_secret()
        made = await self._connection.execute(
            insert(customer_links)
            .values(
                id=new_id(),
                token_sha256=digest(token),
                sign_in=name,
                account_id=account,
                created_at=at,
                created_by=by,
                expires_at=expires_at,
                mailed_to=name if mailed else None,
            )
            .returning(customer_links)
        )
        return _link(made.one()), token

    async def latest(self, account: str | None) -> list[CustomerLink]:
        wanted = select(customer_links).order_by(_LINK.created_at.desc(), _LINK.id).limit(_MOST)
        if account is not None:
            wanted = wanted.where(_LINK.account_id == account)
        return [_link(row) for row in await self._connection.execute(wanted)]

    async def one(self, link_id: str) -> CustomerLink | None:
        return await self._first(select(customer_links).where(_LINK.id == link_id))

    async def of_token(self, token: str) -> CustomerLink | None:
        return await self._first(_of_token(token))

    async def locked(self, token: str) -> CustomerLink | None:
        return await self._first(_of_token(token).with_for_update())

    async def use(self, link_id: str, at: datetime) -> None:
        used = update(customer_links).where(_LINK.id == link_id).values(used_at=at)
        await self._connection.execute(used)

    async def revoke(self, link_id: str, at: datetime) -> CustomerLink | None:
        return await self._first(
            update(customer_links)
            .where(_LINK.id == link_id, _LINK.revoked_at.is_(None))
            .values(revoked_at=at)
            .returning(customer_links)
        )

    async def language(self, link_id: str) -> str | None:
        letter = select(_LINK.letter).where(_LINK.id == link_id).scalar_subquery()
        wanted = select(outbox.c.notice).where(outbox.c.key == letter)
        notice = (await self._connection.execute(wanted)).scalar_one_or_none()
        return notice["language"] if notice else None

    async def _first(self, statement: Any) -> CustomerLink | None:
        row = (await self._connection.execute(statement)).first()
        return None if row is None else _link(row)


def _of_token(token: str) -> Any:
    return select(customer_links).where(_LINK.token_sha256 == digest(token))


def _link(row: Row[Any]) -> CustomerLink:
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
