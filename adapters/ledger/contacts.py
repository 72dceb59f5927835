"""Contacts whose addresses are on no domain of the account's: asked whether they are the contact,
and confirmed once they say so. Of an address only a digest is stored."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from adapters.ledger.access.tables import contacts
from adapters.ledger.access.tokens import digest, new_secret
from adapters.ledger.connection import Connection
from adapters.ledger.database import Database
from adapters.ledger.inserting import insert_missing
from adapters.ledger.keyed_digests import Digests, digests_of_address, same_address_as
from adapters.ledger.outbox import queue
from adapters.ledger.tables import outbox
from application.ports.letters import DeliveryState
from domain.notices import Audience, Notice, NoticeKind
from domain.values.languages import Spoken
from domain.values.record import Record

_AT_ONCE = timedelta(hours=1)
"""How long after asking nothing more is mailed."""


class Contact(Record):
    """A contact who was asked to confirm their address."""

    account: str
    request: str
    confirmed: bool


class Asking(Record):
    """For which request a contact is asked, and how."""

    account: str | None
    """The account that the form names."""
    request: str
    language: Spoken
    time_zone: str
    at: datetime

    @classmethod
    def of(cls, notice: Notice) -> "Asking":
        return cls(
            account=notice.account,
            request=notice.request,
            language=notice.language,
            time_zone=notice.time_zone,
            at=notice.at,
        )

    @property
    def owner(self) -> str:
        """The account, or else the request: a confirmation is valid for it alone."""
        return self.account or self.request


class Contacts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def asked_by(self, token: str, since: datetime) -> Contact | None:
        """The contact who was sent this token, after `since`. Reading confirms nothing."""
        async with self._database.reading() as connection:
            found = await connection.execute(
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

    async def confirm(self, token: str, since: datetime, now: datetime) -> bool:
        """Confirms the contact, and releases letters that waited for it. False: no such token, or
        it has expired."""
        async with self._database.writing() as connection:
            found = await connection.execute(
                update(contacts)
                .where(contacts.c.token_sha256 == digest(token), contacts.c.asked_at > since)
                .values(confirmed_at=now)
                .returning(contacts.c.asked_for)
            )
            row = found.first()
            if row is None:
                return False
            await connection.execute(
                update(outbox)
                .where(outbox.c.request == row.asked_for, outbox.c.state == DeliveryState.QUEUED)
                .values(due_at=now)
            )
            return True

    async def is_confirmed(self, account: str, address: str) -> bool:
        async with self._database.reading() as connection:
            return await _confirmed(connection, account, address)

    async def ask_again(self, asking: Asking, address: str) -> None:
        """Mails them once more, at most once an hour."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(contacts)
                .where(
                    contacts.c.account_id == asking.owner,
                    contacts.c.address_sha256.in_(await digests_of_address(connection, address)),
                    contacts.c.asked_at < asking.at - _AT_ONCE,
                    contacts.c.confirmed_at.is_(None),
                )
                .values(times_asked=contacts.c.times_asked + 1, asked_at=asking.at)
            )
            await _ask(connection, asking, address)


async def confirmed(connection: Connection, notice: Notice, address: str) -> bool:
    """Whether this address has confirmed to be this account's contact."""
    return await _confirmed(connection, Asking.of(notice).owner, address)


async def ask_contact(connection: Connection, notice: Notice, address: str, now: datetime) -> None:
    """Asks them by a letter of its own, once however many letters wait for it."""
    asking = Asking.of(notice)
    of = await digests_of_address(connection, address)
    row = {
        "account_id": asking.owner,
        "address_sha256": of.written,
        "token_sha256": digest(new_secret()),
        "asked_at": now,
        "asked_for": notice.request,
        "times_asked": 1,
    }
    if await _known(connection, asking.owner, of) is None:
        await connection.execute(insert_missing(connection, contacts), row)
    await _ask(connection, asking, address)


async def new_token(connection: Connection, letter: Notice) -> str:
    """A new token for the letter that is being worded; the one before it becomes invalid."""
    token = new_secret()
    await connection.execute(
        update(contacts)
        .where(
            contacts.c.account_id == Asking.of(letter).owner,
            contacts.c.address_sha256.in_(await digests_of_address(connection, letter.to or "")),
        )
        .values(token_sha256=digest(token), asked_for=letter.request)
    )
    return token


async def _ask(connection: Connection, asking: Asking, address: str) -> None:
    known = await _known(connection, asking.owner, await digests_of_address(connection, address))
    if known is None:
        return
    # It contains nothing that anybody typed: the recipient may never have asked for anything.
    letter = Notice(
        key=f"contact/{asking.owner}/{known.address_sha256[:16]}/{known.times_asked}",
        kind=NoticeKind.CONFIRM_CONTACT,
        audience=Audience.CUSTOMER,
        to=address,
        language=asking.language,
        time_zone=asking.time_zone,
        request=asking.request,
        account=asking.account,
        company="",
        at=asking.at,
    )
    await queue(connection, [letter])


async def _confirmed(connection: Connection, account: str, address: str) -> bool:
    known = await _known(connection, account, await same_address_as(connection, address))
    return known is not None and known.confirmed_at is not None


async def _known(connection: Connection, owner: str, of: Digests) -> Row[Any] | None:
    """Both forms may be there where a process without a master key asked them, too: then the one
    that is confirmed counts."""
    wanted = (
        select(contacts)
        .where(contacts.c.account_id == owner, contacts.c.address_sha256.in_(of))
        .order_by(contacts.c.confirmed_at.is_(None), contacts.c.asked_at)
        .limit(1)
    )
    return (await connection.execute(wanted)).first()
