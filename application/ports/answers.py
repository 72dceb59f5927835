"""What was answered under each idempotency key; once written it stays."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel


class ThroughInvoice(NamedTuple):
    """What was answered to a message that went to an account by way of one of its invoices."""

    answer: Any
    currency: str
    """The invoice's."""


class Answers(Protocol):
    async def to(self, key: str, order: BaseModel) -> Any | None:
        """The answer stored under the key, as JSON; None when the key was not used yet.

        Raises:
            EffectMismatch: the key was used for another order.
        """

    async def prefetch(self, keys: Sequence[str]) -> None:
        """Look together which of these keys were used. They are of something that is locked."""

    async def under(self, key: str) -> Any | None:
        """The answer stored under the key, whatever was asked; None without one."""

    async def through_an_invoice(self, account_id: str, key: str) -> ThroughInvoice | None:
        """The answer to a message with this key of its caller, to any invoice of the account."""

    async def remember(self, key: str, order: BaseModel, answer: BaseModel, at: datetime) -> None:
        """Store the answer.

        Raises:
            EffectMismatch: another order took the key at this very moment.
        """
