"""Contacts who were asked to confirm their addresses, as `application.ports.contacts` asks for
them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from adapters.ledger.access.tables import contacts
from adapters.ledger.access.tokens import new_secret
from adapters.ledger.keyed_digests import Digests, digests_of_address, same_address_as
from adapters.ledger.sql.connection import Connection
from adapters.ledger.sql.inserting import insert_missing
from application.ports.contacts import AskedContact, Contact
from domain.signing_in.digests import digest


class StoredContacts:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def is_confirmed(self, owner: str, address: str) -> bool:
        known = await self._known(owner, await same_address_as(self._connection, address))
        return known is not None and known.confirmed_at is not None

    async def asked(self, owner: str, address: str) -> AskedContact | None:
        known = await self._known(owner, await digests_of_address(self._connection, address))
        if known is None:
            return None
        return AskedContact(address_sha256=known.address_sha256, times_asked=known.times_asked)

    async def add(self, owner: str, address: str, request: str, now: datetime) -> None:
        of = await digests_of_address(self._connection, address)
        if await self._known(owner, of) is not None:
            return
        row = {
            "account_id": owner,
            "address_sha256": of.written,
            "token_sha256": digest(new_secret()),
            "asked_at": now,
            "asked_for": request,
            "times_asked": 1,
        }
        await self._connection.execute(insert_missing(self._connection, contacts), row)

    async def count_again(
        self, owner: str, address: str, at: datetime, unless_since: datetime
    ) -> None:
        await self._connection.execute(
            update(contacts)
            .where(
                contacts.c.account_id == owner,
                contacts.c.address_sha256.in_(await digests_of_address(self._connection, address)),
                contacts.c.asked_at < unless_since,
                contacts.c.confirmed_at.is_(None),
            )
            .values(times_asked=contacts.c.times_asked + 1, asked_at=at)
        )

    async def new_token(self, owner: str, address: str, request: str) -> str:
        token = new_secret()
        await self._connection.execute(
            update(contacts)
            .where(
                contacts.c.account_id == owner,
                contacts.c.address_sha256.in_(await digests_of_address(self._connection, address)),
            )
            .values(token_sha256=digest(token), asked_for=request)
        )
        return token

    async def asked_by(self, token: str, since: datetime) -> Contact | None:
        found = await self._connection.execute(
            select(contacts).where(
                contacts.c.token_sha256 == digest(token), contacts.c.asked_at > since
            )
        )
        row = found.first()
        if row is None:
            return None
        return Contact(
            account=row.account_id, request=row.asked_for, confirmed=row.confirmed_at is not None
        )

    async def confirm(self, token: str, since: datetime, now: datetime) -> str | None:
        found = await self._connection.execute(
            update(contacts)
            .where(contacts.c.token_sha256 == digest(token), contacts.c.asked_at > since)
            .values(confirmed_at=now)
            .returning(contacts.c.asked_for)
        )
        row = found.first()
        return row.asked_for if row else None

    async def _known(self, owner: str, of: Digests) -> Row[Any] | None:
        """Both forms may be there where a process without a master key asked them, too: then the
        one that is confirmed counts."""
        wanted = (
            select(contacts)
            .where(contacts.c.account_id == owner, contacts.c.address_sha256.in_(of))
            .order_by(contacts.c.confirmed_at.is_(None), contacts.c.asked_at)
            .limit(1)
        )
        return (await self._connection.execute(wanted)).first()
