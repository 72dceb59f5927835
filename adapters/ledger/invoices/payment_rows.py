"""Reads and writes rows of payments, and the journals of what they settle and of changes to
them."""

from typing import Any

from sqlalchemy import Row, and_, bindparam, func, insert, or_, select, update

from adapters.ledger.invoices.tables import LEFT, allocations, payment_changes, payments
from adapters.ledger.sql.columns import Minor
from adapters.ledger.tables import accounts
from domain.invoices.allocation.receivables import Allocation, ChangeEntry, Payment
from domain.invoices.policy import Instrument
from domain.people.through import Through

_PAYMENT, _ENTRY = payments.c, allocations.c

_THIS_INVOICE = _ENTRY.invoice == bindparam("of_invoice")
_OF_ACCOUNT = _PAYMENT.account_id == bindparam("of_account")
_LEFT_OF_ACCOUNT = and_(_OF_ACCOUNT, _PAYMENT.currency == bindparam("of_currency"), LEFT)

RELATED = (
    select(
        payments,
        select(func.sum(_ENTRY.amount_minor))
        .where(_ENTRY.payment_id == _PAYMENT.id, _THIS_INVOICE)
        .scalar_subquery()
        .label("settled"),
    )
    .where(or_(_LEFT_OF_ACCOUNT, _PAYMENT.id.in_(select(_ENTRY.payment_id).where(_THIS_INVOICE))))
    .order_by(_PAYMENT.id)
)
"""The payments related to an invoice (`of_invoice`): those of its account and currency with
something left, and those that settle it (`settled`: how much)."""

WITH_CREDIT = select(payments).where(_LEFT_OF_ACCOUNT).order_by(_PAYMENT.id)
"""The payments of an account and a currency with something left."""

SETTLING = (
    select(payments, _ENTRY.invoice, func.sum(_ENTRY.amount_minor).label("settled"))
    .join_from(payments, allocations)
    .where(_ENTRY.invoice.in_(bindparam("of_invoices", expanding=True)))
    .group_by(_PAYMENT.id, _ENTRY.invoice)
    .having(func.sum(_ENTRY.amount_minor) != 0)
    .order_by(func.min(_ENTRY.id))
)
"""The payments that settle these invoices, and how much of each, in the order in which they did."""

OF_TRANSFER = (
    select(payments, accounts.c.name)
    .join_from(payments, accounts)
    .where(
        or_(
            _PAYMENT.transfer == bindparam("of_transfer"),
            _PAYMENT.bank_reference == bindparam("of_reference"),
        ),
        _PAYMENT.taken_back_minor < _PAYMENT.amount_minor,
    )
    .order_by(_PAYMENT.id)
)
"""What was recorded under a bank reference and was not taken back, with the names of the accounts:
written so, or under its normal form."""

PAYMENTS = (
    select(payments)
    .where(_OF_ACCOUNT, _PAYMENT.id.in_(bindparam("of_payments", expanding=True)))
    .order_by(_PAYMENT.id)
)
"""These payments, where they are the account's."""

SETTLED_BY = (
    select(_ENTRY.invoice, func.sum(_ENTRY.amount_minor).label("settled"))
    .where(_ENTRY.payment_id == bindparam("of_payment"))
    .group_by(_ENTRY.invoice)
    .having(func.sum(_ENTRY.amount_minor) != 0)
    .order_by(func.min(_ENTRY.id))
)
"""What each invoice is settled by of a payment, in the order in which it came to be."""

WRITE_ENTRY = insert(allocations)
WRITE_CHANGE = insert(payment_changes)
CHANGE_PAYMENT = (
    update(payments)
    .where(_PAYMENT.id == bindparam("of_payment"))
    .values(
        allocated_minor=bindparam("new_allocated", type_=Minor),
        taken_back_minor=bindparam("new_taken_back", type_=Minor),
        refunded_minor=bindparam("new_refunded", type_=Minor),
    )
)

_PAYMENT_ENTRY = "payment-"


def payment_entry(payment_id: int) -> str:
    """The id that people know a payment by."""
    return f"{_PAYMENT_ENTRY}{payment_id}"


def number_in(entry: str, kind: str) -> int | None:
    """The number in an id such as `payment-12`; None when it is of another kind."""
    before, _, number = entry.rpartition("-")
    # Not more digits than the databases' numbers have.
    known = before == kind and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if known else None


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
        entry=payment_entry(row.id),
        number=row.id,
        transfer=row.transfer,
        allocated=row.allocated_minor,
        taken_back=row.taken_back_minor,
        refunded=row.refunded_minor,
    )


def new_payment(payment: Payment, order_key: str, through: Through | None) -> dict[str, Any]:
    """The row of a payment that was not there."""
    return {
        "account_id": payment.account_id,
        "bank_reference": payment.bank_reference,
        "transfer": payment.transfer,
        "currency": payment.currency,
        "amount_minor": payment.amount,
        "value_date": payment.value_date,
        "instrument": payment.instrument,
        "received_at": payment.received_at,
        "received_by": payment.by,
        "allocated_minor": payment.allocated,
        "taken_back_minor": payment.taken_back,
        "refunded_minor": payment.refunded,
        "order_key": order_key,
        "through": kept(through),
    }


def change_of(payment: Payment, payment_id: int) -> dict[str, Any]:
    """What `CHANGE_PAYMENT` takes."""
    return {
        "of_payment": payment_id,
        "new_allocated": payment.allocated,
        "new_taken_back": payment.taken_back,
        "new_refunded": payment.refunded,
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


def change_entry(
    entry: ChangeEntry, payment_id: int, refund_id: int | None, through: Through | None
) -> dict[str, Any]:
    """What `WRITE_CHANGE` takes."""
    return {
        "payment_id": payment_id,
        "kind": entry.kind,
        "amount_minor": entry.amount,
        "at": entry.at,
        "by": entry.by,
        "why": entry.why,
        "refund_id": refund_id,
        "through": kept(through),
    }


def kept(through: Through | None) -> dict[str, Any] | None:
    """How somebody came in, as a row has it."""
    return through.model_dump(mode="json") if through else None
