"""What is kept of the billing system that the company bills its customers with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.billing.provider import Collection


class Collections(Protocol):
    async def of(self, scope_ids: Sequence[str]) -> dict[str, Collection]:
        """How these scopes were collected when that was last changed and read back, by scope; those
        that nobody changed are left out."""

    async def keep(self, read: Sequence[Collection], at: datetime) -> None:
        """Keep what was read back of each scope, in the place of what was read before."""
