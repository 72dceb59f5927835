"""Links in letters to customers, shown to nobody here. Of a link only a digest is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that a letter is to contain."""

    sign_in: str
    """The reader's address, and their name in timelines."""
    account: str
    letter: str
    """The letter's key."""
    leads_to: str
    """The page that it opens."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MailedLink:
    """A link that works and was mailed."""

    id: str
    address: str


class LetterLinks(Protocol):
    async def add(self, link: NewLink, now: datetime) -> str:
        """Keep a link; returns its token, which cannot be looked up again."""

    async def forget_unused(self, letter: str, but: int) -> None:
        """Delete the links of a letter by which nobody came in, except the latest so many."""

    async def mailed(
        self, account: str, now: datetime, about: str | None = None
    ) -> list[MailedLink]:
        """The account's links that work and were mailed: all, or those in letters about a
        request."""

    async def end_replaced(self, ids: Collection[str], account: str, now: datetime) -> None:
        """These links work no more, since their addresses were replaced."""

    async def end_sessions(self, ids: Collection[str], now: datetime) -> None:
        """Who came in by these links is signed out."""
