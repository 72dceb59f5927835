"""Invoices in lists: their lines, pages and counts."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from domain.invoices.lifecycle import InvoiceState
from domain.turns import Part
from domain.values.money import Money


class InvoiceLine(Part):
    """An invoice in one line of a list or a statement."""

    invoice: str
    account: str
    company: str = ""
    """The account's name."""
    scope: str
    state: InvoiceState
    issued_on: date
    due_on: date
    time_zone: str
    """Where `due_on` is a day: the payer's."""
    amount: Money
    open: Money
    """As an `InvoiceView` has it: with late charges up to today."""
    as_of: date | None = None
    """The day of `open`, where the invoice's policy has late charges; None where no day changes
    it."""


class InvoiceChange(Part):
    """An invoice that is new, or of which something is otherwise than before."""

    invoice: str
    account: str
    revision: int
    written_at: datetime
    """By the real clock: an invoice's own may be ahead of it, in a rehearsal."""


class InvoiceFilter(BaseModel):
    """Which invoices are listed; what is not named does not matter."""

    model_config = ConfigDict(frozen=True)

    state: InvoiceState | None = None
    account: str | None = None
    open: bool = False
    """Only those of which something is open."""
    overdue: bool = False
    """Only those of which something is open after their due date."""
    not_arrived: bool = False
    """Only open ones of which a declared payment did not arrive."""
    undelivered: bool = False
    """Only open ones of which a letter did not arrive."""
    search: str | None = Field(default=None, max_length=100)
    """Part of a number or of the company's name, in any case, or a whole reference as typed."""


class InvoicePage(Part):
    """One page of invoices, those due first on top."""

    lines: tuple[InvoiceLine, ...]
    next: str | None = None
    """Where the next page begins: opaque, safe in an address; None on the last one."""


class InvoiceCounts(Part):
    """How many invoices are open, and how many of those wait for billing operations."""

    open: int = 0
    overdue: int = 0
    disputed: int = 0
    """All that is open of them is disputed."""
    not_arrived: int = 0
    """A declared payment did not arrive."""
    undelivered: int = 0
    """A letter to the customer did not arrive."""
