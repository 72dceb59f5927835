"""Accounts, as a step on their money reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.accounts.account import Account
from domain.limits.in_force import Limit
from domain.values.money import Money


@dataclass(frozen=True)
class Holding:
    """An account, and what switches took away from its scopes: a file cannot bring that back."""

    account: Account
    moved_invoice: Mapping[str, str] = field(default_factory=dict)
    """By scope: the open invoice that the switch took along (S5)."""
    billed_separately: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By scope: third-party services no longer billed through it (S2)."""
    language: Mapping[str, str] = field(default_factory=dict)
    """By scope: what letters about its invoices are written in, since the switch."""


class Charges(Protocol):
    """What scopes owe that is not invoiced."""

    async def lock(self, scope_id: str) -> bool:
        """Lock the account of the scope; False when there is no such scope."""

    async def pay(self, scope_id: str, at: datetime) -> Money | None:
        """Close what is outstanding as paid, and return its sum; None when nothing was."""


class Accounts(Protocol):
    """Locking an account blocks every other step on it and its invoices until the transaction
    ends."""

    async def one(self, account_id: str) -> Account | None:
        """The account of this id, in whatever case a GUID is written."""

    async def some(self, account_ids: Sequence[str]) -> Mapping[str, Account]:
        """Those of these accounts that are known, by id."""

    async def locked(self, account_id: str) -> Holding | None:
        """The account, locked."""

    async def locked_with_scope(self, scope_id: str) -> Holding | None:
        """The account that this scope belongs to, locked."""

    async def limit(self, account_id: str) -> Limit | None:
        """As `domain.limits.in_force` has it; None while nothing of the account was switched."""

    async def last_step(self, account_id: str) -> datetime | None:
        """The latest moment at which something happened to its invoices or payments."""
