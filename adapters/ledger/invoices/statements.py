"""What an account's statement is made of: all that is on record of its money."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import starmap
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from adapters.ledger.accounts.holdings import read
from adapters.ledger.accounts.limit_history import limit_of
from adapters.ledger.invoices.adjustment_rows import adjustment_entry
from adapters.ledger.invoices.balances import balances_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.invoices.open_today import growth_of_account
from adapters.ledger.invoices.payment_rows import payment_entry
from adapters.ledger.invoices.refund_rows import refund_entry
from adapters.ledger.invoices.tables import (
    allocations,
    invoice_adjustments,
    invoices,
    payment_changes,
    payments,
    refunds,
)
from adapters.ledger.sql.connection import Connection
from adapters.ledger.tables import accounts
from domain.errors import AccountUnknown
from domain.invoices.account.statement import (
    Adjusted,
    Issued,
    OnRecord,
    Paid,
    Refunded,
    TakenBack,
    statement_of,
)
from domain.invoices.allocation.receivables import PaymentChange
from domain.invoices.parts import AdjustmentKind
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.money import Settles
from domain.invoices.views.statement import Statement
from domain.values.money import Money

_INVOICE, _PAYMENT, _ADJUSTMENT = invoices.c, payments.c, invoice_adjustments.c

_ISSUED = (
    select(
        _INVOICE.number,
        _INVOICE.currency,
        _INVOICE.amount_minor,
        _INVOICE.issued_on,
        _INVOICE.issued_at,
    )
    .where(_INVOICE.account_id == bindparam("of_account"))
    .order_by(_INVOICE.number)
)
_ADJUSTED = (
    select(invoice_adjustments, _INVOICE.currency)
    .join_from(invoice_adjustments, invoices)
    .where(_INVOICE.account_id == bindparam("of_account"))
    .order_by(_ADJUSTMENT.id)
)
_PAID = select(payments).where(_PAYMENT.account_id == bindparam("of_account")).order_by(_PAYMENT.id)

_SETTLING = (
    select(
        allocations.c.payment_id,
        allocations.c.invoice,
        func.sum(allocations.c.amount_minor).label("settled"),
    )
    .join_from(allocations, payments)
    .where(_PAYMENT.account_id == bindparam("of_account"))
    .group_by(allocations.c.payment_id, allocations.c.invoice)
    .having(func.sum(allocations.c.amount_minor) != 0)
    .order_by(func.min(allocations.c.id))
)
_TAKEN_BACK = (
    select(payment_changes, _PAYMENT.bank_reference, _PAYMENT.currency)
    .join_from(payment_changes, payments)
    .where(
        _PAYMENT.account_id == bindparam("of_account"),
        payment_changes.c.kind.in_((PaymentChange.REVERSAL, PaymentChange.CORRECTION)),
    )
    .order_by(payment_changes.c.id)
)
_REFUNDED = (
    select(refunds).where(refunds.c.account_id == bindparam("of_account")).order_by(refunds.c.id)
)


async def read_statement(
    connection: Connection, account_id: str, lines: Sequence[InvoiceLine], now: datetime
) -> Statement:
    """The statement, with these lines of its invoices.

    Raises:
        AccountUnknown: there is no such account.
    """
    held = await read(connection, accounts.c.id == account_id)
    if not held:
        raise AccountUnknown("There is no account with this id.", account_id=account_id)
    hold = await connection.execute(STANDING_HOLD, {"of_account": account_id})
    limit = await limit_of(connection, account_id)
    return statement_of(
        held[account_id].account,
        hold.scalar_one_or_none(),
        lines,
        await _on_record(connection, account_id, now),
        await balances_of(connection, account_id, now),
        limit.amount if limit else None,
        now,
        limit is not None and limit.frozen,
    )


async def _on_record(connection: Connection, account_id: str, now: datetime) -> OnRecord:
    issued, adjusted, paid, taken_back, refunded, settled = [
        (await connection.execute(asked, {"of_account": account_id})).all()
        for asked in (_ISSUED, _ADJUSTED, _PAID, _TAKEN_BACK, _REFUNDED, _SETTLING)
    ]
    return OnRecord(
        starmap(Issued, issued),
        map(_adjusted, adjusted),
        list(_paid(paid, settled)),
        map(_taken_back, taken_back),
        list(map(_refunded, refunded)),
        await growth_of_account(connection, account_id, now),
    )


def _adjusted(row: Row[Any]) -> Adjusted:
    return Adjusted(
        adjustment_entry(row.kind, row.id),
        row.invoice,
        row.currency,
        AdjustmentKind(row.kind),
        row.amount_minor,
        row.at,
        row.by,
        row.why,
        row.facts,
    )


def _paid(rows: Sequence[Row[Any]], settled: Sequence[Row[Any]]) -> Iterator[Paid]:
    currencies = {row.id: row.currency for row in rows}
    settling: defaultdict[int, list[Settles]] = defaultdict(list)
    for part in settled:
        amount = Money.from_minor(int(part.settled), currencies[part.payment_id])
        settling[part.payment_id].append(Settles(invoice=part.invoice, amount=amount))
    for row in rows:
        yield Paid(
            payment_entry(row.id),
            row.bank_reference,
            row.currency,
            row.amount_minor,
            row.amount_minor - row.taken_back_minor,
            row.value_date,
            row.received_at,
            row.received_by,
            row.through,
            tuple(settling[row.id]),
        )


def _taken_back(row: Row[Any]) -> TakenBack:
    return TakenBack(
        PaymentChange(row.kind),
        row.bank_reference,
        row.currency,
        row.amount_minor,
        row.at,
        row.by,
        row.why,
        row.through,
    )


def _refunded(row: Row[Any]) -> Refunded:
    return Refunded(
        refund_entry(row.id),
        row.bank_reference,
        row.currency,
        row.amount_minor,
        row.at,
        row.by,
        row.through,
        row.corrected_at,
        row.corrected_by,
        row.corrected_through,
        row.correction_reason,
    )
