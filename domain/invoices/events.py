"""What happened to an invoice: the entries of its timeline."""

from datetime import datetime

from pydantic import AliasChoices, Field

from domain.invoices.lifecycle import InvoiceState
from domain.money import Money
from domain.through import Through
from domain.turns import Part


class InvoiceEvent(Part):
    """One entry of an invoice's timeline."""

    at: datetime
    by: str
    trigger: str
    from_: InvoiceState | None = Field(
        validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: InvoiceState
    amount: Money | None = None
    note: str | None = None
    through: Through | None = None
    """What they came in through, where that is known."""
