"""Customers' links: each lets its holder act for one account until it expires or is revoked."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from adapters.ledger.access.log import write_down
from adapters.ledger.access.naming import checked_name, require_account
from adapters.ledger.access.records import CustomerLink, NewAccess, link_of
from adapters.ledger.access.sessions import end_sessions
from adapters.ledger.access.tables import customer_links, sessions
from adapters.ledger.access.tokens import digest, new_id, new_secret
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from adapters.ledger.effects import answer_to, remember
from domain.errors import AccessUnknown
from domain.people.access_events import AccessEvent

_MOST = 500


class CustomerLinks:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(
        self,
        account: str,
        sign_in: str,
        *,
        by: str,
        now: datetime,
        expires_at: datetime,
        mailed: bool = False,
        key: str | None = None,
    ) -> tuple[CustomerLink, str]:
        """A new link for somebody of this account, and its token, which cannot be looked up again.
        Under the same key, the link made then is returned, without the token.

        Args:
            mailed: The token goes to their address by mail, and nobody here is shown it.

        Raises:
            AccessNotAcceptable: the name cannot be one.
            AccountUnknown: the ledger has no such account.
        """
        name, token = checked_name(sign_in), new_secret()
        order = NewAccess(kind="link", name=name, account=account)
        async with self._database.writing() as connection:
            if key and (stored := await answer_to(connection, f"access/{key}", order)) is not None:
                return CustomerLink.model_validate(stored), ""
            await require_account(connection, account)
            made = await connection.execute(
                insert(customer_links)
                .values(
                    id=new_id(),
                    token_sha256=digest(token),
                    sign_in=name,
                    account_id=account,
                    created_at=now,
                    created_by=by,
                    expires_at=expires_at,
                    mailed_to=name if mailed else None,
                )
                .returning(customer_links)
            )
            link = link_of(made.one())
            await write_down(
                connection, AccessEvent.LINK_MADE, now, by=by, subject=link.id, account=account,
                mailed=mailed,
            )  # fmt: skip
            if key:
                await remember(connection, f"access/{key}", order, link, now)
            return link, token

    async def all(self, account: str | None = None) -> list[CustomerLink]:
        """The latest links, of all accounts or of one, newest first."""
        wanted = select(customer_links)
        if account is not None:
            wanted = wanted.where(customer_links.c.account_id == account)
        newest = customer_links.c.created_at.desc()
        async with self._database.reading() as connection:
            found = await connection.execute(
                wanted.order_by(newest, customer_links.c.id).limit(_MOST)
            )
            return [link_of(row) for row in found]

    async def of_id(self, link_id: str) -> CustomerLink:
        """The link with this id, valid or not; raises AccessUnknown."""
        asked = select(customer_links).where(customer_links.c.id == link_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(asked)).first()
        if row is None:
            raise AccessUnknown("There is no link with this id.", id=link_id)
        return link_of(row)

    async def link(self, token: str, now: datetime) -> CustomerLink | None:
        """The link with this token, if it is valid. Reading does not use it."""
        async with self._database.reading() as connection:
            row = await _valid(connection, token, now)
        return None if row is None else link_of(row)

    async def revoke(self, link_id: str, now: datetime) -> CustomerLink:
        """Revokes the link and ends the sessions that began with it; raises AccessUnknown."""
        async with self._database.writing() as connection:
            revoked = await connection.execute(
                update(customer_links)
                .where(customer_links.c.id == link_id, customer_links.c.revoked_at.is_(None))
                .values(revoked_at=now)
                .returning(customer_links)
            )
            row = revoked.first()
            if row is None:
                said = "There is no link with this id that is still valid."
                raise AccessUnknown(said, id=link_id)
            await write_down(
                connection, AccessEvent.LINK_REVOKED, now, subject=link_id, account=row.account_id
            )
            await end_sessions(connection, sessions.c.link_id == link_id, now)
        return link_of(row)


async def let_in_by_link(connection: Connection, token: str, now: datetime) -> Row[Any] | None:
    """The link with this token, if it is valid, marked as used."""
    row = await _valid(connection, token, now, lock=True)
    if row is not None:
        await connection.execute(
            update(customer_links).where(customer_links.c.id == row.id).values(used_at=now)
        )
    return row


async def _valid(
    connection: Connection, token: str, now: datetime, lock: bool = False
) -> Row[Any] | None:
    wanted = select(customer_links).where(
        customer_links.c.token_sha256 == digest(token),
        customer_links.c.revoked_at.is_(None),
        customer_links.c.replaced_at.is_(None),
        customer_links.c.expires_at > now,
    )
    found = await connection.execute(wanted.with_for_update() if lock else wanted)
    return found.first()
