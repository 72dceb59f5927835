"""What is on record of one request or invoice, for evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.evidence.ledger_chain import Link
from domain.invoices.views.invoice import InvoiceView
from domain.requests.life import RequestLife
from domain.requests.listing import RequestLine

Row = Mapping[str, Any]
"""A row as the ledger has it, by its columns."""


@dataclass(frozen=True, slots=True)
class Notifications:
    """Letters and events about one thing, in order."""

    letters: Sequence[Row] = ()
    """Of the outbox."""
    events: Sequence[Row] = ()
    """That other programs were sent."""


@dataclass(frozen=True, slots=True)
class RequestOnRecord:
    line: RequestLine
    life: RequestLife | None
    """None of a request that took no step since lives are kept."""
    timeline: Sequence[Link]
    sound: bool
    """The hash chain of the timeline is sound."""
    notifications: Notifications
    invoices: Sequence[InvoiceView] = ()
    """Those of its scope, once it pays by invoice."""

    @property
    def locations(self) -> set[str]:
        """Where its files lie."""
        return set() if self.life is None else self.life.locations


@dataclass(frozen=True, slots=True)
class InvoiceOnRecord:
    view: InvoiceView
    timeline: Sequence[Link]
    sound: bool
    notifications: Notifications
    papers: Sequence[Row] = ()
    """The invoice's own and its credit notes', each with the `files` that were made of it."""


class Records(Protocol):
    async def of_request(self, request: str, now: datetime) -> RequestOnRecord | None:
        """The newest run of a request, by its workflow id, at one moment; None where there is no
        such request."""

    async def of_invoice(self, number: str, now: datetime) -> InvoiceOnRecord:
        """An invoice at one moment.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
        """
