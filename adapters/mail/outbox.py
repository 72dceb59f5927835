"""The outbox: notices that wait to be mailed, as the postman sees them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from domain.letters import Addressed
from domain.notices import Notice


class QueuedNotice(Protocol):
    """A notice that the caller has claimed."""

    @property
    def key(self) -> str: ...

    @property
    def notice(self) -> Notice: ...

    @property
    def attempts(self) -> int:
        """How often it was tried, this time included."""
        ...


class Outbox(Protocol):
    """Keeps every notice until it is known what became of it.

    A notice is queued, then claimed by one postman for the time of a lease, then (where the
    transport cannot do the same twice without harm) being handed over, and at last sent, refused
    or unconfirmed. A claim that runs out is queued again. A handing over that runs out becomes
    unconfirmed, because the mail may be out: it is never claimed again.
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
        """From here on the mail may be out. Raises when the claim has run out: send nothing."""
        ...

    async def sent(self, keys: Sequence[str], at: datetime) -> None: ...

    async def retry(self, key: str, error: str, at: datetime) -> None:
        """It is certainly not out; due again `at`."""
        ...

    async def refused(self, key: str, error: str, at: datetime) -> None:
        """The mail server will never take it; for an operator."""
        ...

    async def unconfirmed(self, key: str, error: str, at: datetime) -> None:
        """It may be out: for an operator, and never sent again by itself."""
        ...


class Addressing(Protocol):
    """Decides of letters as they go out."""

    async def addressed(self, queued: Sequence[Any], now: datetime) -> Mapping[str, Addressed]:
        """To whom each goes, and the link in it, by its key."""
        ...
