"""The port to the system that bills customers: our own ledger, or another one.

Each call that changes something takes a key: made again under its key it changes nothing more, and
answers what is so, read back from the provider. Each raises `ProviderUnavailable` where nobody
knows whether it was done (no answer, a fault there, too many calls): ask again under the same key.
`ProviderRefused` is a definite no: nothing was done.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from domain.billing.provider import (
    Ability,
    Charge,
    Collection,
    InvoiceAt,
    OpenItem,
    Party,
    ProviderAccount,
    Settled,
)
from domain.forms.core_quota import CoreQuotaIncrease
from domain.values.money import Money


class BillingProvider(Protocol):
    name: str
    """As in `PAYBYINVOICE_PROVIDER`."""

    async def capabilities(self) -> frozenset[Ability]: ...

    async def read_account(self, party: Party) -> ProviderAccount:
        """Terms, tax ids, payment methods, what was spent by month, what is open.

        Raises:
            ProviderRefused: it knows no such account, or not these scopes.
        """

    async def open_charges(self, party: Party, at: datetime) -> Sequence[OpenItem]:
        """What is not paid of these scopes (S1, S5), upcoming invoices included."""

    async def stop_collecting(self, party: Party, key: str) -> Sequence[Collection]:
        """Take nothing from the payment method of these scopes from now on; it is kept."""

    async def collect_by_invoice(self, party: Party, days: int, key: str) -> Sequence[Collection]:
        """Send invoices for these scopes, due in so many days."""

    async def collect_as_before(
        self, party: Party, before: Sequence[Collection], key: str
    ) -> Sequence[Collection]:
        """Undo: collect as it was before the switch was begun."""

    async def verify(self, party: Party) -> Sequence[Collection]:
        """How these scopes are collected at this moment."""

    async def charged_since(self, party: Party, since: datetime) -> Sequence[Charge]:
        """What was taken from payment methods of these scopes."""

    async def record_payment(
        self, invoice: InvoiceAt, amount: Money, on: date, bank_reference: str, key: str
    ) -> Settled:
        """Money that came by bank, and not through the provider."""

    async def reverse_payment(
        self, invoice: InvoiceAt, amount: Money, bank_reference: str, key: str
    ) -> Settled: ...

    async def credit(self, invoice: InvoiceAt, amount: Money, reason: str, key: str) -> Settled: ...

    async def write_off(self, invoice: InvoiceAt, reason: str, key: str) -> Settled: ...

    async def set_limit(self, party: Party, limit: Money | None, key: str) -> None: ...

    async def request_quota(self, party: Party, asked: CoreQuotaIncrease, key: str) -> str:
        """The provider's own id of the request for more cores."""
