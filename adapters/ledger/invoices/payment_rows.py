"""From rows to payments and back, and the journal of what they settle."""

from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update

from adapters.ledger.columns import Minor, UtcDateTime
from adapters.ledger.invoices.tables import LEFT, allocations, payments
from adapters.ledger.tables import accounts
from domain.invoices.policy import Instrument
from domain.invoices.receivables import Allocation, Payment

_PAYMENT, _ENTRY = payments.c, allocations.c

_THIS_INVOICE = _ENTRY.invoice == bindparam("of_invoice")
AROUND = (
    select(
        payments,
        select(func.sum(_ENTRY.amount_minor))
        .where(_ENTRY.payment_id == _PAYMENT.id, _THIS_INVOICE)
        .scalar_subquery()
        .label("settled"),
    )
    .where(
        or_(
            and_(
                _PAYMENT.account_id == bindparam("of_account"),
                _PAYMENT.currency == bindparam("of_currency"),
                LEFT,
            ),
            _PAYMENT.id.in_(select(_ENTRY.payment_id).where(_THIS_INVOICE)),
            _PAYMENT.bank_reference == bindparam("of_reference"),
        )
    )
    .order_by(_PAYMENT.id)
)
"""The payments around an invoice (`of_invoice`): those of its account and currency with something
left, those that settle it (`settled`: how much), and the one of `of_reference`."""

SETTLING = (
    select(payments, _ENTRY.invoice, func.sum(_ENTRY.amount_minor).label("settled"))
    .join_from(payments, allocations)
    .where(_ENTRY.invoice.in_(bindparam("of_invoices", expanding=True)))
    .group_by(_PAYMENT.id, _ENTRY.invoice)
    .having(func.sum(_ENTRY.amount_minor) != 0)
    .order_by(func.min(_ENTRY.id))
)
"""The payments that settle these invoices, and how much of each, in the order in which they did."""

PAYMENT = (
    select(payments, accounts.c.name)
    .join_from(payments, accounts)
    .where(_PAYMENT.bank_reference == bindparam("of_reference"))
)
"""The payment of a bank reference, and the name of its account."""

SETTLED_BY = (
    select(_ENTRY.invoice, func.sum(_ENTRY.amount_minor).label("settled"))
    .where(_ENTRY.payment_id == bindparam("of_payment"))
    .group_by(_ENTRY.invoice)
    .having(func.sum(_ENTRY.amount_minor) != 0)
    .order_by(func.min(_ENTRY.id))
)
"""What each invoice is settled by of a payment, in the order in which it came to be."""

WRITE_ENTRY = insert(allocations)
CHANGE_PAYMENT = (
    update(payments)
    .where(_PAYMENT.id == bindparam("of_payment"))
    .values(
        allocated_minor=bindparam("new_allocated", type_=Minor),
        reversed_at=bindparam("new_reversed_at", type_=UtcDateTime()),
        reversed_by=bindparam("new_reversed_by"),
        reversal_reason=bindparam("new_reason"),
    )
)


def payment_of(row: Row[Any]) -> Payment:
    return Payment(
        account_id=row.account_id,
        bank_reference=row.bank_reference,
        currency=row.currency,
        amount=row.amount_minor,
        value_date=row.value_date,
        instrument=Instrument(row.instrument),
        received_at=row.received_at,
        by=row.received_by,
        allocated=row.allocated_minor,
        reversed_at=row.reversed_at,
        reversed_by=row.reversed_by,
        reversal_reason=row.reversal_reason,
    )


def new_payment(payment: Payment, order_key: str) -> dict[str, Any]:
    """The row of a payment that was not there."""
    return {
        "account_id": payment.account_id,
        "bank_reference": payment.bank_reference,
        "currency": payment.currency,
        "amount_minor": payment.amount,
        "value_date": payment.value_date,
        "instrument": payment.instrument,
        "received_at": payment.received_at,
        "received_by": payment.by,
        "allocated_minor": payment.allocated,
        "order_key": order_key,
    }


def change_of(payment: Payment, payment_id: int) -> dict[str, Any]:
    """What `CHANGE_PAYMENT` takes."""
    return {
        "of_payment": payment_id,
        "new_allocated": payment.allocated,
        "new_reversed_at": payment.reversed_at,
        "new_reversed_by": payment.reversed_by,
        "new_reason": payment.reversal_reason,
    }


def journal_entry(entry: Allocation, payment_id: int) -> dict[str, Any]:
    """What `WRITE_ENTRY` takes."""
    return {
        "payment_id": payment_id,
        "invoice": entry.invoice,
        "amount_minor": entry.amount,
        "at": entry.at,
        "by": entry.by,
        "why": entry.why,
    }
