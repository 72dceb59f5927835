"""All that is kept of an account and its people, for an export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from pydantic import BaseModel

from application.ports.evidence import Records, RequestOnRecord
from domain.accounts.account import Standing


@dataclass(frozen=True, slots=True)
class OfAccount:
    """What there is apart from its requests and invoices."""

    parts: Mapping[str, Sequence[dict[str, Any]]]
    """Rows as the ledger has them, by their columns; by what they are."""
    runs: Sequence[str]
    """Of its requests."""
    invoices: Sequence[str]


class Persons(Protocol):
    async def of_account(self, account_id: str) -> OfAccount: ...


class NamedAccounts(Protocol):
    async def known_as(self, account_id: str) -> str:
        """Its id as it is stored."""

    async def standing(self, account_id: str, now: datetime) -> Standing:
        """Raises AccountUnknown, or AccountErased where what was known of it was erased."""


class Letters(Protocol):
    async def of_request(self, request_prefix: str) -> Sequence[BaseModel]:
        """The letters about what begins with this, oldest first."""


class RunsOnRecord(Records, Protocol):
    async def of_run(self, run: str, now: datetime) -> RequestOnRecord | None:
        """One run of a request, also one that was followed by another."""


class Files(Protocol):
    async def get(self, location: str) -> bytes:
        """The content of a stored document; raises DocumentRefused where it is gone."""
