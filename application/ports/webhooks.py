"""What delivering webhooks needs: what is kept of endpoints, and the way to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events.event import Event
from domain.webhooks.endpoint import Delivery, Endpoint
from domain.webhooks.states import Trouble


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is to be tried now."""

    event: Event
    attempts: int
    """How many failed before."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an attempt."""

    event: str
    attempts: int
    answer: int | None
    trouble: Trouble | None
    """None: it was delivered."""
    next_at: datetime | None
    """When to try again, where it failed and was not the last attempt."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What an endpoint is to be sent now."""

    endpoint: Endpoint
    due: Sequence[Due]
    """In the order of the events. What is about one thing is here from its earliest delivery that
    waits up to the first that is not to be tried yet."""
    more: bool
    """There may be more than was asked for."""


class HookBook(Protocol):
    """What is kept of endpoints and their deliveries. Each call is a transaction of its own."""

    async def waiting(self, name: str, now: datetime, at_most: int) -> Waiting | None:
        """Make deliveries of the events that an endpoint was not told of yet, and return what is to
        be tried; None where it is there no more, or disabled.

        Args:
            at_most: Events that are taken in, and deliveries that are returned.
        """

    async def record(self, name: str, tried: Sequence[Tried], now: datetime) -> Endpoint | None:
        """Write down what came of attempts; the endpoint as it is then."""

    async def disable(self, name: str, why: Trouble, now: datetime) -> bool:
        """Disable it; False when it was."""


class Endpoints(Protocol):
    """Where events are sent. Each call is a transaction of its own."""

    async def endpoint(self, name: str) -> Endpoint | None: ...

    async def all(self) -> list[Endpoint]:
        """The oldest first."""

    async def add(self, endpoint: Endpoint) -> None:
        """It is told what happens from now on."""

    async def disable(self, name: str, why: Trouble, now: datetime) -> bool:
        """False when it was."""

    async def enable(self, name: str, now: datetime) -> bool:
        """False when it was."""

    async def rotate(self, name: str, secret: str, until: datetime) -> bool:
        """Another secret; the one of before signs, too, until then."""

    async def send_again(self, name: str, first: str, last: str, now: datetime) -> int:
        """Deliver the events from one to another anew, both included; how many."""

    async def deliveries(
        self, name: str, at_most: int, before: str | None = None
    ) -> list[Delivery]:
        """The latest of an endpoint; with `before` the latest before this event's.

        Raises:
            InvalidFile: there is no event of this id.
        """


class ToldEvents(Protocol):
    async def one(self, name: str) -> Event | None:
        """The event of this id."""

    async def give_places(self) -> None:
        """Every event that is committed has a place among the others from now on."""


class Deliveries(Protocol):
    async def start(self, endpoint: str, *, anew: bool = False) -> None:
        """Begin to deliver to an endpoint, unless that is under way.

        Args:
            anew: What is under way may be about to end: it gives way.

        Raises:
            ServiceUnreachable: the engine does not answer.
        """


class HookSender(Protocol):
    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None]:
        """One attempt: the answer's status, and what was wrong."""
