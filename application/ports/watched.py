"""What is watched of an account besides its money: whether it is on credit hold, and the share of
its limit that it was last seen to use."""

from datetime import datetime
from typing import NamedTuple, Protocol

from domain.invoices.account.limit_warnings import Level


class Used(NamedTuple):
    """How much of its limit an account uses, in minor units of the limit's currency."""

    currency: str
    exposure: int
    limit: int
    level: Level
    """As it was written down last."""


class Holds(Protocol):
    async def standing(self, account_id: str) -> str | None:
        """The number of the invoice that put the account on hold; None while it is not."""

    async def place(self, account_id: str, number: str, at: datetime) -> None:
        """The account is on hold because of this invoice."""

    async def lift(self, account_id: str, at: datetime, number: str, trigger: str) -> bool:
        """Lift the hold, unless an open invoice is a reason for it; whether it was lifted.

        Args:
            number: The invoice that is no reason for it any more.
            trigger: What happened to that invoice.
        """


class Exposures(Protocol):
    async def used(self, account_id: str) -> Used | None:
        """By what is written by now; None while the account has no limit."""

    async def note(self, account_id: str, used: Used, at: datetime) -> None:
        """Write down that the account has come to this level."""
