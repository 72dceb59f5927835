"""Invoices: read as the domain has them, and written back with what happened to them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from domain.invoices.allocation.allocation_order import OpenRow
from domain.invoices.allocation.receivables import Adjustment
from domain.invoices.facts import Facts
from domain.invoices.happenings import InvoiceEvent
from domain.invoices.invoice import Invoice
from domain.invoices.parts import AdjustmentKind
from domain.people.through import Through


class NewAdjustment(NamedTuple):
    """What changed an invoice other than a payment."""

    invoice: str
    kind: AdjustmentKind
    amount: int
    at: datetime
    by: str
    facts: Facts
    why: str
    """The facts as a sentence."""
    corrects: str | None = None
    """The entry that it takes back."""
    step: str | None = None
    """The key of the step that enters it; None where time did."""


class NewEvent(NamedTuple):
    """An entry of an invoice's timeline."""

    invoice: str
    event: InvoiceEvent
    through: Through | None
    """How the person who acted came in, where that is known."""


class Invoices(Protocol):
    async def locked(self, number: str) -> Invoice | None:
        """The invoice of this number, with its account locked."""

    async def prefetch_locked(self, numbers: Sequence[str]) -> None:
        """Lock these with their accounts, always in the same order, and read them together:
        `locked` has each of them then, once, until it is changed."""

    async def one(self, number: str) -> Invoice | None:
        """The invoice of this number."""

    async def some(self, numbers: Sequence[str]) -> dict[str, Invoice]:
        """Those that there are of these, by number."""

    async def settled_among(self, numbers: Sequence[str]) -> set[str]:
        """The numbers of those of these of which nothing is open."""

    async def open_rows(self, account_id: str, currency: str) -> Iterable[OpenRow]:
        """The account's invoices of which something is open, disputed or not, the oldest first."""

    async def has_open(self, account_id: str, currency: str) -> bool:
        """Whether something is open on any of the account's, disputed or not."""

    async def adjustments(self, number: str) -> list[Adjustment]:
        """The credit notes and write-offs of an invoice."""

    async def add(self, invoice: Invoice) -> bool:
        """Write a new one; False when its number was taken at this very moment."""

    async def change(self, changed: Sequence[Invoice]) -> None:
        """Write back what a step may change of invoices."""

    async def add_adjustments(self, adjustments: Sequence[NewAdjustment]) -> None: ...

    async def add_events(self, events: Sequence[NewEvent]) -> None:
        """Add to the timelines, in this order."""
