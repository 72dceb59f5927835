"""What delivering webhooks needs: what is kept of endpoints, and the way to send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.events.event import Event
from domain.webhooks.endpoint import Endpoint
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


class HookBook(Protocol):
    """What is kept of endpoints and their deliveries. Each call is a transaction of its own."""

    async def endpoint(self, name: str) -> Endpoint | None: ...

    async def take_in(self, name: str, now: datetime, at_most: int) -> int:
        """Make deliveries of the events that the endpoint was not told of yet; how many events it
        came past."""

    async def due(self, name: str, now: datetime, at_most: int) -> Sequence[Due]:
        """Deliveries to be tried: of each thing that events are about the earliest one alone, so
        that what is about one thing comes in its order."""

    async def record(self, name: str, tried: Sequence[Tried], now: datetime) -> Endpoint | None:
        """Write down what came of attempts; the endpoint as it is then."""

    async def disable(self, name: str, why: Trouble, now: datetime) -> bool:
        """Disable it; False when it was."""


class HookSender(Protocol):
    async def send(
        self, url: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[int | None, Trouble | None]:
        """One attempt: the answer's status, and what was wrong."""
