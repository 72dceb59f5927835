"""The interface of a transport."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from adapters.mail.message import Mail

HandingOver = Callable[[], Awaitable[None]]


class Session(Protocol):
    async def send(self, mail: Mail, handing_over: HandingOver) -> None:
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
