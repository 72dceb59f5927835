"""Removing accounts from the ledger."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from domain.accounts.account import Account


class Kept(NamedTuple):
    """Something that an account cannot be deleted for."""

    code: str
    """`request`, `invoice`, `payment` and so on; otherwise the name of the table."""
    scopes: tuple[str, ...] = ()
    """Which of its scopes it is about, where it is about scopes."""


class Removals(Protocol):
    async def kept_for(self, account: Account) -> Sequence[Kept]:
        """Everything that refers to the account or to one of its scopes, and is kept for ever."""

    async def remove(self, account: Account) -> None:
        """Take the account and its scopes out. Nothing may refer to them."""
