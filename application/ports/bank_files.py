"""Files of a bank: one that is read, and the inbox that they come into."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from domain.bank.profiles import CsvProfile
from domain.bank.statements import Part

INBOX = "bank_inbox"
"""The `service` of a `ServiceUnreachable` when the inbox, or one file in it, cannot be reached."""


@dataclass(frozen=True, slots=True)
class File:
    name: str
    digest: str
    """SHA-256 of its content, in hexadecimal."""
    read: Callable[[], Iterator[Part]]
    """Reads it from its start."""


class InboxFile(NamedTuple):
    """A file in the inbox."""

    name: str
    """With the profile's folder before it, where it is in one: our-bank/july.csv."""
    size: int
    changed_at: datetime
    mark: str
    """Says nothing of it, and is another one once its name, size or time differs."""

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]


class Destination(StrEnum):
    """The folders of the inbox for what is no longer to be read."""

    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file of the inbox that was refused, and that nobody has seen to."""

    id: str
    """The mark that it had in the inbox."""
    name: str
    at: datetime
    problems: Sequence[dict[str, Any]]


class RefusedFiles(Protocol):
    async def add(self, refused: RefusedFile) -> None:
        """Write it down, once for each id."""

    async def unseen(self, limit: int) -> Sequence[RefusedFile]:
        """Those that nobody has seen to, the latest first."""

    async def count(self) -> int:
        """Of those that nobody has seen to."""

    async def see(self, file: str, by: str, at: datetime) -> bool:
        """Somebody has seen to it; False where there never was one of this id."""

    async def read_since(self, name: str, by: str, at: datetime) -> None:
        """A file of this name was read: nobody has to see to those before it."""


class CsvProfiles(Protocol):
    """Profiles of tables that people made, beside those of the policy file."""

    async def all(self) -> dict[str, CsvProfile]:
        """By their names."""

    async def add(self, name: str, profile: CsvProfile, by: str, at: datetime) -> bool:
        """Keep a new one; False where the name is taken."""

    async def remove(self, name: str) -> None:
        """Forget it; nothing where there is none."""


class Inbox(Protocol):
    """Every method raises `ServiceUnreachable` for an outage, with the service `INBOX`."""

    async def waiting(self, folders: Collection[str]) -> Sequence[InboxFile]:
        """The files in it and in these folders of it, the oldest first; no hidden ones, and none
        that a program is still writing under a name of its own."""

    def files(
        self, file: InboxFile, profile: CsvProfile | None
    ) -> AbstractAsyncContextManager[Sequence[File]]:
        """The file, or those in it, copied so that they stay as they are. Raises InvalidFile: it
        cannot be unpacked; FileNotFoundError: it is gone."""

    async def move(
        self, file: InboxFile, where: Destination, why: bytes | None = None
    ) -> str | None:
        """Moves it there, with a note beside it; whatever is there already stays.

        Returns:
            Its name there; None when it is gone, or another one by now, and stays as it is.
        """
