"""The events of an invoice, of its account's money, and of the account's limit."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.events.event import Event, event, links
from domain.events.types import EventType
from domain.invoices.account.limit_warnings import Level
from domain.invoices.allocation.receivables import ChangeEntry, Payment, PaymentChange, Refund
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.invoice import Invoice, invoice_id
from domain.invoices.lifecycle import SETTLED, InvoiceState
from domain.values.money import Money

_TYPES: Mapping[EventKind, EventType] = {
    EventKind.ISSUE: EventType.INVOICE_ISSUED,
    EventKind.FALL_DUE: EventType.INVOICE_OVERDUE,
    EventKind.DISPUTE: EventType.INVOICE_DISPUTED,
    EventKind.RESOLVE: EventType.INVOICE_RESOLVED,
    EventKind.DISPUTE_ENDED: EventType.INVOICE_RESOLVED,
    EventKind.CREDIT: EventType.INVOICE_CREDITED,
    EventKind.WRITE_OFF: EventType.INVOICE_WRITTEN_OFF,
    EventKind.LETTER_REFUSED: EventType.LETTER_REFUSED,
    EventKind.HOLD: EventType.ACCOUNT_HOLD_PLACED,
    EventKind.HOLD_LIFTED: EventType.ACCOUNT_HOLD_LIFTED,
}

_OF_ACCOUNT = frozenset({EventType.ACCOUNT_HOLD_PLACED, EventType.ACCOUNT_HOLD_LIFTED})


def events_of_invoice(invoice: Invoice) -> Iterator[Event]:
    """What the new entries of an invoice's timeline tell others."""
    first = invoice.revision - len(invoice.events) + 1
    for number, entry in enumerate(invoice.events, first):
        for kind in _types(entry):
            yield event(
                kind,
                entry.at,
                invoice.account_id if kind in _OF_ACCOUNT else invoice_id(invoice.number),
                f"invoice|{invoice.number}|{number}",
                invoice=invoice.number,
                account=invoice.account_id,
                scope=invoice.scope_id,
                state=entry.to,
                amount=entry.amount,
                open=invoice.money(invoice.open),
                due_on=invoice.due_on,
                links=_links(invoice.account_id, invoice.number),
            )


def _types(entry: InvoiceEvent) -> Iterator[EventType]:
    """What an entry is to others: what was done, and what became of the invoice by it."""
    if (kind := _TYPES.get(entry.kind)) is not None:
        yield kind
    if entry.kind is EventKind.WRITE_REMINDER and entry.to not in (
        InvoiceState.OVERDUE,
        InvoiceState.DISPUTED,
    ):
        yield EventType.INVOICE_DUE_SOON
    was_settled = entry.from_ in SETTLED
    if entry.to is InvoiceState.PAID and not was_settled:
        yield EventType.INVOICE_PAID
    elif entry.kind is EventKind.PAY and entry.to not in SETTLED:
        yield EventType.INVOICE_PARTLY_PAID
    elif was_settled and entry.to not in SETTLED:
        yield EventType.INVOICE_REOPENED


def payment_received(payment: Payment) -> Event:
    """Money came in."""
    return event(
        EventType.PAYMENT_RECEIVED,
        payment.received_at,
        payment.account_id,
        f"payment|{payment.entry}",
        payment=payment.entry,
        account=payment.account_id,
        amount=Money.from_minor(payment.amount, payment.currency),
        unapplied=Money.from_minor(payment.left, payment.currency),
        value_date=payment.value_date,
        links=_links(payment.account_id),
    )


def payment_changed(change: ChangeEntry, payment: Payment, source: str) -> Event | None:
    """The bank took money back; None for what the bank has no part in.

    Args:
        source: The key of the step.
    """
    if change.kind is not PaymentChange.REVERSAL:
        return None
    return event(
        EventType.PAYMENT_REVERSED,
        change.at,
        payment.account_id,
        f"payment|{payment.entry}|{source}",
        payment=payment.entry,
        account=payment.account_id,
        amount=Money.from_minor(change.amount, payment.currency),
        links=_links(payment.account_id),
    )


def payment_refunded(refund: Refund) -> Event:
    """Unapplied credit was paid back."""
    return event(
        EventType.PAYMENT_REFUNDED,
        refund.at,
        refund.account_id,
        f"refund|{refund.entry}",
        refund=refund.entry,
        account=refund.account_id,
        amount=Money.from_minor(refund.amount, refund.currency),
        payments=sorted(refund.parts),
        links=_links(refund.account_id),
    )


def limit_changed(
    account_id: str, before: Money | None, limit: Money, at: datetime, source: str
) -> Event:
    """The account may owe up to another limit."""
    return event(
        EventType.ACCOUNT_LIMIT_CHANGED,
        at,
        account_id,
        f"limit|{source}",
        account=account_id,
        before=before,
        limit=limit,
        links=_links(account_id),
    )


def limit_frozen(account_id: str, frozen: bool, limit: Money, at: datetime, source: str) -> Event:
    """Nothing new is issued to the account, or it may be again."""
    kind = EventType.ACCOUNT_LIMIT_FROZEN if frozen else EventType.ACCOUNT_LIMIT_UNFROZEN
    return event(
        kind,
        at,
        account_id,
        f"limit|{source}",
        account=account_id,
        limit=limit,
        links=_links(account_id),
    )


def limit_crossed(
    invoice: Invoice, level: Level, exposure: Money, limit: Money, at: datetime
) -> Event:
    """The account has come to use another share of its limit."""
    return event(
        EventType.ACCOUNT_LIMIT_CROSSED,
        at,
        invoice.account_id,
        f"exposure|{invoice.number}|{invoice.revision}",
        account=invoice.account_id,
        level=level.name.lower(),
        exposure=exposure,
        limit=limit,
        links=_links(invoice.account_id),
    )


def _links(account_id: str, number: str | None = None) -> dict[str, str]:
    found = {"account": f"accounts/{account_id}/statement"}
    if number is not None:
        found = {"invoice": f"invoices/{number}", **found}
    return links(**found)
