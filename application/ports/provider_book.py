"""What is kept of the billing system that the company bills its customers with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.billing.calls import Call, NewCall, ProviderLink
from domain.billing.provider import Ability, Collection
from domain.billing.switching import SwitchAtProvider


class Collections(Protocol):
    async def of(self, scope_ids: Sequence[str]) -> dict[str, Collection]:
        """How these scopes were collected when that was last changed and read back, by scope; those
        that nobody changed are left out."""

    async def keep(self, read: Sequence[Collection], at: datetime) -> None:
        """Keep what was read back of each scope, in the place of what was read before."""


class ProviderBook(Protocol):
    """Switches at the provider, calls to it, and its names for our invoices."""

    async def switch_of(self, order_key: str) -> SwitchAtProvider | None: ...

    async def keep_switch(self, switch: SwitchAtProvider) -> None: ...

    async def links(self, invoices: Sequence[str]) -> dict[str, ProviderLink]:
        """Of those of these invoices that a provider knows, by number."""

    async def prefetch(self, invoices: Sequence[str]) -> None:
        """Read the links of these together, which are locked: `links` has them then."""

    async def link_at(self, provider: str, reference: str) -> ProviderLink | None:
        """Which of our invoices the provider means."""

    async def link(self, link: ProviderLink, at: datetime) -> bool:
        """Keep it; False when the invoice has one already, or another one has this reference."""

    async def billed_by(self, account_id: str) -> tuple[str, str] | None:
        """The provider that bills an account, and one of its scopes there; None where nothing of
        it was switched at a provider."""

    async def present(self) -> tuple[str, frozenset[Ability]] | None:
        """The billing system that workers have, and what it can do; None: it is the ledger."""

    async def abilities(self, provider: str) -> frozenset[Ability]:
        """What this provider said that it can do; nothing where it was never asked."""

    async def queue(self, calls: Sequence[NewCall], at: datetime) -> None:
        """Have these made, each once by its key, in their order for each account."""


class CallBook(Protocol):
    """Calls as they are delivered. Each call is a transaction of its own."""

    async def due(self, provider: str, now: datetime, at_most: int) -> Sequence[Call]:
        """Calls to be made now: of each account the earliest one that waits alone."""

    async def link_of(self, invoice: str) -> ProviderLink | None:
        """What the provider knows an invoice by."""

    async def done(self, call: Call, answer: str | None, now: datetime) -> None: ...

    async def put_off(self, call: Call, why: str, next_at: datetime, now: datetime) -> None: ...

    async def refused(self, call: Call, why: str, now: datetime) -> bool:
        """False when it was no longer waiting."""

    async def keep_provider(
        self, provider: str, abilities: frozenset[Ability], now: datetime
    ) -> None:
        """Which provider bills, and what it can do."""
