"""The way of a letter to its reader: a mail server, or a folder of files."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from domain.notices import Notice

HandingOver = Callable[[], Awaitable[None]]


class Message(Protocol):
    """One mail with its envelope."""

    @property
    def notice(self) -> Notice:
        """What it says in words."""
        ...

    @property
    def sender(self) -> str:
        """The envelope's address, without a name."""
        ...

    @property
    def recipient(self) -> str: ...

    @property
    def international(self) -> bool:
        """Whether the recipient's address needs SMTPUTF8 (RFC 6531)."""
        ...

    def as_bytes(self) -> bytes: ...


class Session(Protocol):
    async def send(self, mail: Message, handing_over: HandingOver) -> None:
        """Delivers one mail; returns when it is certainly out.

        A transport that is not idempotent awaits `handing_over` when all that can be known
        beforehand is known, just before the message itself goes out. What that raises passes
        through, and then nothing went out.

        Raises:
            Delayed, Refused, Unconfirmed: as they say.
        """
        ...


class Transport(Protocol):
    @property
    def idempotent(self) -> bool:
        """Whether delivering the same notice twice is the same as delivering it once."""
        ...

    def session(self) -> AbstractAsyncContextManager[Session]:
        """A session for a batch of mails, one after the other; opening it does not fail."""
        ...
