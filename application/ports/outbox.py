"""Notices that wait to be mailed, as the mailers claim them; and where each goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from domain.letters.addressed import Addressed
from domain.notices import Notice
from domain.values.record import Record

NO_FINGERPRINTS: Mapping[str, str] = MappingProxyType({})


class QueuedNotice(Record):
    """A notice that the caller has claimed and is to send."""

    key: str
    notice: Notice
    attempts: int
    """Attempts, this one included."""


class Outbox(Protocol):
    """Keeps every notice until the outcome of its delivery is known.

    A notice is queued, then claimed by one mailer for the time of a lease, then (where the
    transport must not send twice) being handed over, and finally sent, refused or unconfirmed. A
    claim that expires is queued again. A handing over that expires becomes unconfirmed and is never
    claimed again, because the mail may have been sent.
    """

    async def put(self, notices: Sequence[Notice]) -> int:
        """Queues those whose key is new; returns how many were."""
        ...

    async def claim(
        self, now: datetime, lease: timedelta, limit: int = 20
    ) -> Sequence[QueuedNotice]:
        """Up to `limit` notices that are due, this caller's own until the lease ends."""
        ...

    async def handing_over(self, key: str, now: datetime) -> None:
        """Marks that from now on the mail may have been sent. Raises when the claim has expired:
        then nothing must be sent."""
        ...

    async def sent(
        self, keys: Sequence[str], at: datetime, sha256: Mapping[str, str] = NO_FINGERPRINTS
    ) -> None:
        """`sha256`: of the messages, by their keys, where they are known."""
        ...

    async def retry(self, key: str, error: str, at: datetime) -> None:
        """It was certainly not sent; due again `at`."""
        ...

    async def refused(self, key: str, error: str, at: datetime) -> None:
        """The mail server will never accept it; an operator has to act."""
        ...

    async def unconfirmed(self, key: str, error: str, at: datetime) -> None:
        """It may have been sent: never sent again by itself, an operator has to act."""
        ...


class Addressing(Protocol):
    """Decides the recipient and the link of letters as they go out."""

    async def addressed(
        self, queued: Sequence[QueuedNotice], now: datetime
    ) -> Mapping[str, Addressed]:
        """The recipient of each and its link, by its key."""
        ...
