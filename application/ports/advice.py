"""Payment advice of customers, in the ledger."""

from collections.abc import Sequence
from typing import Protocol

from domain.bank.advice import KeptAdvice
from domain.bank.entries import BankEntry


class PaymentAdvice(Protocol):
    async def keep(self, advice: KeptAdvice) -> bool:
        """Write it down; False where the same is kept already."""

    async def use(self, advice: Sequence[str], entry: str) -> None:
        """What is kept under these ids was written for this transaction."""

    async def release(self, entry: str) -> None:
        """What was used for this transaction waits again."""

    async def listed(self, after: str, limit: int) -> list[KeptAdvice]:
        """What is kept, the latest first; from after this id in that order."""

    async def one(self, advice: str) -> KeptAdvice | None: ...

    async def booked_without(self, customer: str, currency: str, minor: int) -> list[BankEntry]:
        """Transactions of this amount that are booked for this customer and for which no advice was
        used, the latest first."""
