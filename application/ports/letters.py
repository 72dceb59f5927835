"""Letters on their way."""

from typing import Protocol


class LettersUnderWay(Protocol):
    async def tried(self, about: str, within: float) -> bool:
        """Waits until each reminder about an invoice was tried once and its outcome recorded; False
        when `within` seconds were not enough."""
