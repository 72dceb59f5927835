"""What pauses an invoice's reminders: for which part, why, and until when."""

from collections.abc import Iterator

from domain.invoices.invoice import Invoice
from domain.invoices.parts import WireState
from domain.invoices.views.reminders import PauseKind, PauseView


def is_paused(invoice: Invoice) -> bool:
    """Whether nothing of it is reminded of for now: reminders that are planned wait."""
    return not invoice.settled and (invoice.chased == 0 or bool(invoice.undelivered))


def pauses_of(invoice: Invoice) -> Iterator[PauseView]:
    """Each part of what is open that nobody is reminded of for now."""
    if invoice.settled:
        return
    if invoice.disputed:
        yield PauseView(kind=PauseKind.DISPUTED, amount=invoice.money(invoice.disputed))
    if invoice.in_transit:
        ends = [wire.resumes_at for wire in invoice.wires if wire.state is WireState.IN_TRANSIT]
        amount = invoice.money(invoice.in_transit)
        yield PauseView(kind=PauseKind.IN_TRANSIT, amount=amount, until=max(ends))
    if invoice.in_grace:
        amount = invoice.money(invoice.in_grace)
        yield PauseView(kind=PauseKind.IN_GRACE, amount=amount, until=invoice.grace_until)
    if invoice.undelivered and invoice.chased:
        yield PauseView(kind=PauseKind.UNDELIVERED, amount=invoice.money(invoice.chased))
