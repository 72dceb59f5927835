"""What the ledger deletes at the end of its retention period."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.retention.retention import Going, Gone, Kept, RetentionPolicy


class EndedRequest(NamedTuple):
    run: str
    documents: tuple[str, ...]
    """Where its files lie, but for those that another request of its scope has as well."""


class Retained(Protocol):
    async def ended(self, what: Kept, before: datetime, at_most: int) -> Sequence[EndedRequest]:
        """Requests that ended before this moment and whose part of this kind is still there."""

    async def forget(self, what: Kept, runs: Sequence[str], at: datetime) -> None:
        """Let go of what they are, or note that their files are gone."""

    async def blank_letters(self, before: datetime, at: datetime, at_most: int) -> int:
        """Let go of what letters said, and to whom; returns of how many."""

    async def forget_access(self, before: datetime) -> int:
        """Let go of the access log's entries up to this moment; returns how many."""

    async def write_down(self, gone: Gone) -> None: ...

    async def going(self, policy: RetentionPolicy, now: datetime) -> Sequence[Going]:
        """What goes by this policy, of each kind."""

    async def gone(self, at_most: int) -> Sequence[Gone]:
        """What went, the latest first."""


class Files(Protocol):
    async def remove(self, location: str) -> None:
        """Remove a stored document; nothing where it is gone already.

        Raises:
            ServiceUnreachable: the storage does not answer.
        """
