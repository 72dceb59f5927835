"""What is kept of drift at the billing system."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.billing.drift import Drift, DriftKind, Seen, Switched


class Drifts(Protocol):
    async def switched(self, provider: str, after: str, at_most: int) -> Sequence[Switched]:
        """Scopes that were switched at this provider, by their id, from the one after this."""

    async def switched_scope(self, provider: str, scope_id: str) -> Switched | None:
        """The scope, if it was switched at this provider."""

    async def standing(self, scope_id: str) -> Sequence[Drift]:
        """Those of a scope that have not ended."""

    async def known(self, scope_id: str, references: Sequence[str]) -> frozenset[str]:
        """Of these charges those that were told before, whether that has ended or not."""

    async def add(self, switched: Switched, provider: str, seen: Seen, at: datetime) -> Drift: ...

    async def tried(self, drift: str) -> None:
        """It is tried to put it right."""

    async def refused(self, drift: str, why: str) -> None:
        """The provider said no to that."""

    async def put_right(self, drift: str, at: datetime) -> None: ...

    async def put_right_since(self, scope_id: str, since: datetime) -> int:
        """How often that was done."""

    async def end(self, drift: str, by: str | None, at: datetime) -> bool:
        """It reads right again, or somebody has seen to it; False where there is none of this id.
        One that has ended stays as it is."""

    async def listed(
        self, ended: bool, at_most: int, account: str | None = None, scope: str | None = None
    ) -> Sequence[Drift]:
        """The latest first; with `ended` those too that have ended, and only those of an account or
        a scope where one is named."""

    async def counts(self) -> dict[DriftKind, int]:
        """How many stand, by kind."""
