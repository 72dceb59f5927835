"""Accounts from a file: what is known of them, and how they are stored."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from application.ports.accounts import Holding
from domain.accounts.account import Account


@dataclass(frozen=True)
class Change:
    """An account before and after; `before` is None for a new one."""

    before: Account | None
    after: Account


class Imports(Protocol):
    async def one_at_a_time(self) -> None:
        """Keep other imports waiting until the transaction ends: two of the same new account would
        both find that it does not exist yet."""

    async def spellings(self, ids: Sequence[str]) -> list[str]:
        """The known ids that equal these except for their case."""

    async def locked(self, ids: Sequence[str]) -> dict[str, Holding]:
        """Those of these accounts that are known, locked."""

    async def owners(self, scopes_named: Sequence[str]) -> dict[str, str]:
        """The accounts of those of these scopes that are known."""

    async def erased(self, ids: Sequence[str]) -> Collection[str]:
        """Those of these accounts whose personal data was erased: they never come back."""

    async def store(self, changes: Sequence[Change], at: datetime) -> None:
        """Write what differs."""
