"""Events for other programs."""

from collections.abc import Sequence
from typing import Protocol

from domain.events.event import Event


class Events(Protocol):
    async def add(self, events: Sequence[Event]) -> None:
        """Tell them, each once by its id: with the step that they follow from, or not at all."""
