"""Moves an invoice's state machine and writes the entry: every operation on one ends here."""

from datetime import datetime

from domain.invoices.facts import NOTHING_MORE, FactCode, Facts, of_dispute
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.lifecycle import MACHINE, InvoiceTrigger
from domain.invoices.notes import dispute_ended_note
from domain.invoices.notifying import notify
from domain.invoices.parts import DisputeState, WireState
from domain.notices import Audience, NoticeKind


def fire(
    invoice: Invoice,
    trigger: InvoiceTrigger,
    by: str,
    now: datetime,
    amount: int | None = None,
    facts: Facts = NOTHING_MORE,
) -> None:
    """Moves to where its money puts it, and writes it down."""
    before, disputed = invoice.state, invoice.dispute
    MACHINE.fire(invoice, trigger)
    if invoice.settled:
        _close_what_is_pending(invoice)
    invoice.write_down(EventKind(trigger), by, now, amount, facts, before)
    if invoice.settled and disputed is not None:
        end_dispute(invoice, by, now, FactCode.NOTHING_OPEN, invoice.state)


def paid_by(invoice: Invoice, by: str, now: datetime, amount: int, facts: Facts) -> None:
    """Writes down that money settled so much. An invoice that was settled before, by money of
    a later value date, stays so."""
    if invoice.settled:
        invoice.write_down(EventKind.PAY, by, now, amount, facts)
    else:
        fire(invoice, InvoiceTrigger.PAY, by, now, amount, facts)


def end_dispute(invoice: Invoice, by: str, now: datetime, *because: str) -> None:
    """Ends the open dispute without an answer: what it was about is settled. Both sides are
    notified, so that none ends in silence."""
    held = invoice.dispute
    if held is None:
        return
    facts = Facts(codes=because, ids=of_dispute(invoice.disputes))
    ended = {
        "state": DisputeState.SETTLED,
        "resolved_at": now,
        "resolution": dispute_ended_note(facts),
        "ended_because": because,
    }
    invoice.replace_dispute(held, held.model_copy(update=ended))
    invoice.write_down(EventKind.DISPUTE_ENDED, by, now, held.amount, facts)
    step = f"dispute-{len(invoice.disputes)}"
    for kind, audience in (
        (NoticeKind.DISPUTE_ENDED, Audience.CUSTOMER),
        (NoticeKind.TEAM_DISPUTE_ENDED, Audience.BILLING),
    ):
        notify(invoice, kind, step, now, audience, amount=held.amount, reason=held.reason)


def _close_what_is_pending(invoice: Invoice) -> None:
    """Nothing is open: no declared payment is waited for any more."""
    invoice.grace_until = None
    invoice.wires = [
        wire.model_copy(update={"state": WireState.NO_LONGER_EXPECTED})
        if wire.state is WireState.IN_TRANSIT
        else wire
        for wire in invoice.wires
    ]
