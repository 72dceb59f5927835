"""Letters to customers as they go out, for who decides where each goes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.notices import Notice


class SentLetters(Protocol):
    """A letter went out once it was, or may have been, handed to a mail server."""

    async def owners(self, notices: Sequence[Notice]) -> Mapping[str, str]:
        """The account that each notice is about, by the notice's key; those of before name none
        themselves."""

    async def went_out_about(self, request: str) -> list[datetime]:
        """When the letters to customers were written that went out about a request or invoice."""

    async def went_out_to(self, address: str) -> list[datetime]:
        """When the letters were written that went out to this address, however it is spelled."""

    async def goes_to(self, key: str, address: str) -> None:
        """Note to which address a letter goes: of it only a digest is kept."""

    async def release(self, request: str, now: datetime) -> None:
        """Letters about a request that wait are due now."""
