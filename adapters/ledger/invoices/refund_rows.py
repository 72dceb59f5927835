"""Refunds of unapplied credit, from rows and back."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from adapters.ledger.invoices.payment_rows import kept, number_in, payment_entry
from adapters.ledger.invoices.tables import payment_changes, refunds
from adapters.ledger.sql.columns import Document, UtcDateTime
from adapters.ledger.sql.connection import Connection
from domain.bank.entries import PaidBack
from domain.invoices.allocation.receivables import PaymentChange, Refund
from domain.people.through import Through

_REFUND, _CHANGE = refunds.c, payment_changes.c

_ONE = select(refunds).where(
    _REFUND.id == bindparam("of_refund"), _REFUND.account_id == bindparam("of_account")
)
_PARTS = select(_CHANGE.payment_id, _CHANGE.amount_minor).where(
    _CHANGE.refund_id == bindparam("of_refund"), _CHANGE.kind == PaymentChange.REFUND
)
_WRITE = insert(refunds).returning(_REFUND.id)
_CORRECT = (
    update(refunds)
    .where(_REFUND.id == bindparam("of_refund"))
    .values(
        corrected_at=bindparam("new_at", type_=UtcDateTime()),
        corrected_by=bindparam("new_by"),
        correction_reason=bindparam("new_reason"),
        corrected_through=bindparam("new_through", type_=Document),
    )
)


def refund_entry(refund_id: int) -> str:
    """The id that people know a refund by."""
    return f"refund-{refund_id}"


async def read_refund(connection: Connection, account_id: str, entry: str) -> Refund | None:
    """The account's refund of this id that was not corrected, with the payments it was of."""
    number = number_in(entry, "refund")
    asked = {"of_refund": number, "of_account": account_id}
    row = (await connection.execute(_ONE, asked)).first() if number else None
    if row is None or row.corrected_at is not None:
        return None
    parts = await connection.execute(_PARTS, {"of_refund": number})
    return Refund(
        account_id=row.account_id,
        bank_reference=row.bank_reference,
        currency=row.currency,
        amount=row.amount_minor,
        at=row.at,
        by=row.by,
        entry=entry,
        transfer=row.transfer,
        parts={payment_entry(part.payment_id): part.amount_minor for part in parts},
    )


async def refunds_of(connection: Connection, currency: str, minor: int) -> list[PaidBack]:
    """The refunds of this amount that were not corrected, the earliest first."""
    found = await connection.execute(
        select(_REFUND.id, _REFUND.account_id, _REFUND.bank_reference)
        .where(
            _REFUND.currency == currency,
            _REFUND.amount_minor == minor,
            _REFUND.corrected_at.is_(None),
        )
        .order_by(_REFUND.id)
    )
    return [
        PaidBack(account=account, entry=refund_entry(number), bank_reference=reference)
        for number, account, reference in found
    ]


async def write_refunds(
    connection: Connection,
    written: Sequence[Refund],
    order_key: str,
    through: Through | None,
) -> dict[str, int]:
    """Write those that are new or corrected; returns the number of each by its entry."""
    numbers = {}
    for refund in written:
        number = number_in(refund.entry, "refund")
        if number is None:
            number = (
                await connection.execute(_WRITE, _new(refund, order_key, through))
            ).scalar_one()
            numbers[refund.entry] = number
            refund.entry = refund_entry(number)
        elif refund.corrected_at is not None:
            change = {
                "of_refund": number,
                "new_at": refund.corrected_at,
                "new_by": refund.corrected_by,
                "new_reason": refund.correction_reason,
                "new_through": kept(through),
            }
            await connection.execute(_CORRECT, change)
        numbers[refund.entry] = number
    return numbers


def _new(refund: Refund, order_key: str, through: Through | None) -> dict[str, Any]:
    return {
        "account_id": refund.account_id,
        "bank_reference": refund.bank_reference,
        "transfer": refund.transfer,
        "currency": refund.currency,
        "amount_minor": refund.amount,
        "at": refund.at,
        "by": refund.by,
        "order_key": order_key,
        "through": kept(through),
    }
