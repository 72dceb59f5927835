"""One invoice as people see it: its payments, its credit notes and write-offs, its timeline."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from adapters.ledger.invoices.adjustment_rows import OF_INVOICE, adjustment_entry
from adapters.ledger.invoices.balances import unapplied_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.invoices.payment_rows import payment_entry
from adapters.ledger.invoices.rows import read_invoice
from adapters.ledger.invoices.tables import allocations, invoice_events, payment_changes, payments
from adapters.ledger.sql.connection import Connection
from domain.errors import InvoiceUnknown
from domain.invoices.allocation.receivables import PaymentChange
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import AdjustmentKind
from domain.invoices.view import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.money import AdjustmentView, PaymentView
from domain.people.through import Through
from domain.values.money import Money

_EVENT = invoice_events.c
_PAYMENTS = (
    select(payments, func.sum(allocations.c.amount_minor).label("settled"))
    .join_from(payments, allocations)
    .where(allocations.c.invoice == bindparam("of_invoice"))
    .group_by(payments.c.id)
    .order_by(payments.c.id)
)
_CHANGED = (
    select(payment_changes)
    .where(
        payment_changes.c.payment_id.in_(
            select(allocations.c.payment_id).where(allocations.c.invoice == bindparam("of_invoice"))
        ),
        payment_changes.c.kind.in_((PaymentChange.REVERSAL, PaymentChange.CORRECTION)),
    )
    .order_by(payment_changes.c.id)
)
_TIMELINE = (
    select(invoice_events).where(_EVENT.invoice == bindparam("of_invoice")).order_by(_EVENT.number)
)


async def read_view(connection: Connection, number: str, now: datetime) -> InvoiceView:
    """Everything about one invoice; how long it is overdue is as of `now`.

    Raises:
        InvoiceUnknown: there is no invoice of this number.
    """
    invoice = await read_invoice(connection, number)
    if invoice is None:
        raise InvoiceUnknown("There is no invoice of this number.", invoice=number)
    hold = await connection.execute(STANDING_HOLD, {"of_account": invoice.account_id})
    of_invoice = {"of_invoice": number}
    paid = [_payment(row) for row in await connection.execute(_PAYMENTS, of_invoice)]
    changes = list(await connection.execute(_CHANGED, of_invoice))
    paid = [_with_changes(each, changes) for each in paid]
    adjusted = [
        _adjustment(row, invoice.currency)
        for row in await connection.execute(OF_INVOICE, of_invoice)
    ]
    timeline = [
        _event(row, invoice.currency) for row in await connection.execute(_TIMELINE, of_invoice)
    ]
    on_hold, as_of = hold.first() is not None, invoice.not_before(now)
    credit = await unapplied_of(connection, invoice.account_id)
    unapplied = any(each.currency == invoice.currency and each.minor for each in credit)
    return view_of(invoice, paid, timeline, on_hold, as_of, adjusted, unapplied)


def _event(row: Row[Any], currency: str) -> InvoiceEvent:
    amount = Money.from_minor(row.amount_minor, currency) if row.amount_minor is not None else None
    return InvoiceEvent(
        at=row.at,
        by=row.by,
        kind=EventKind(row.trigger),
        from_=InvoiceState(row.from_state) if row.from_state else None,
        to=InvoiceState(row.to_state),
        amount=amount,
        note=row.note,
        through=Through.model_validate(row.through) if row.through else None,
        **(row.facts or {}),
    )


def _payment(row: Row[Any]) -> PaymentView:
    return PaymentView(
        bank_reference=row.bank_reference,
        amount=Money.from_minor(row.amount_minor, row.currency),
        settled=Money.from_minor(int(row.settled), row.currency),
        value_date=row.value_date,
        instrument=row.instrument,
        received_at=row.received_at,
        by=row.received_by,
        entry=payment_entry(row.id),
        counts=Money.from_minor(row.amount_minor - row.taken_back_minor, row.currency),
    )


def _with_changes(payment: PaymentView, changes: Sequence[Row[Any]]) -> PaymentView:
    """The payment with its changes, where it has any."""
    taken, currency = 0, payment.amount.currency
    seen: dict[str, Any] = {}
    for row in changes:
        if payment_entry(row.payment_id) != payment.entry:
            continue
        if row.kind == PaymentChange.CORRECTION:
            seen |= {"corrected_at": row.at, "corrected_by": row.by, "correction_reason": row.why}
            continue
        taken += row.amount_minor
        reversed_ = Money.from_minor(taken, currency)
        seen |= {"reversed": reversed_, "reversed_at": row.at, "reversal_reason": row.why}
    return payment.model_copy(update=seen)


def _adjustment(row: Row[Any], currency: str) -> AdjustmentView:
    return AdjustmentView(
        entry=adjustment_entry(row.kind, row.id),
        kind=AdjustmentKind(row.kind),
        amount=Money.from_minor(row.amount_minor, currency),
        at=row.at,
        by=row.by,
        why=row.why,
        corrected_at=row.corrected_at,
        corrected_by=row.corrected_by,
        correction_reason=row.correction_reason,
        **(row.facts or {}),
    )
