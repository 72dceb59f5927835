"""Contacts whose addresses are on no domain of the account's: asked whether they are the contact,
and confirmed once they say so. Of an address only a digest is kept."""

from datetime import datetime
from typing import Protocol

from domain.values.record import Record


class Contact(Record):
    """A contact who was asked to confirm their address."""

    account: str
    request: str
    confirmed: bool


class AskedContact(Record):
    """What is known of an address that was asked."""

    address_sha256: str
    times_asked: int


class Contacts(Protocol):
    """Those of an owner: an account, or a request that names none."""

    async def is_confirmed(self, owner: str, address: str) -> bool: ...

    async def asked(self, owner: str, address: str) -> AskedContact | None:
        """None where they were never asked."""

    async def add(self, owner: str, address: str, request: str, now: datetime) -> None:
        """They are asked for the first time; nothing changes where they were asked before."""

    async def count_again(
        self, owner: str, address: str, at: datetime, unless_since: datetime
    ) -> None:
        """They are asked once more, unless they have confirmed or were asked since then."""

    async def new_token(self, owner: str, address: str, request: str) -> str:
        """A new token for the letter that is being written; the one before it becomes invalid."""

    async def asked_by(self, token: str, since: datetime) -> Contact | None:
        """The contact who was sent this token, after `since`."""

    async def confirm(self, token: str, since: datetime, now: datetime) -> str | None:
        """They confirm; returns the request for which they were asked. None: no such token, or it
        has expired."""
