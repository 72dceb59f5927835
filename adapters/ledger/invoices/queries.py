"""Reads invoices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.database import Database
from adapters.ledger.invoices.adjustment_rows import OF_INVOICE, adjustment_entry
from adapters.ledger.invoices.balances import unapplied_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.invoices.named import Addressed, addressed, called, has_many_others
from adapters.ledger.invoices.oldest import OLDEST_DUE_FIRST
from adapters.ledger.invoices.open_today import FACTS, growth_of
from adapters.ledger.invoices.payment_rows import payment_entry
from adapters.ledger.invoices.rows import read_invoice
from adapters.ledger.invoices.statements import statement_of
from adapters.ledger.invoices.tables import (
    OPEN,
    allocations,
    invoice_events,
    invoices,
    payment_changes,
    payments,
)
from adapters.ledger.tables import accounts
from domain.errors import InvoiceUnknown
from domain.invoices.events import EventKind, InvoiceEvent
from domain.invoices.lifecycle import InvoiceState
from domain.invoices.parts import AdjustmentKind
from domain.invoices.receivables import PaymentChange
from domain.invoices.standing import view_of
from domain.invoices.views.invoice import InvoiceView
from domain.invoices.views.lists import InvoiceChange, InvoiceLine
from domain.invoices.views.money import AdjustmentView, PaymentView
from domain.invoices.views.statement import Statement
from domain.money import Money
from domain.through import Through

_AT_ONCE = 1000
"""How many numbers one statement asks for."""

_INVOICE, _EVENT = invoices.c, invoice_events.c

LINES = select(accounts.c.name.label("company"), *FACTS).join(
    accounts, accounts.c.id == _INVOICE.account_id
)
_THESE = LINES.where(_INVOICE.number.in_(bindparam("of_numbers", expanding=True)))
_OF_ACCOUNT = LINES.where(_INVOICE.account_id == bindparam("of_account")).order_by(
    *OLDEST_DUE_FIRST
)
_OPEN_NUMBERS = (
    select(_INVOICE.number, _INVOICE.open_minor, _INVOICE.disputed_minor, _INVOICE.charged_minor)
    .where(
        _INVOICE.account_id == bindparam("of_account"),
        _INVOICE.currency == bindparam("of_currency"),
        OPEN,
    )
    .order_by(*OLDEST_DUE_FIRST)
)
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
_CHANGES = (
    select(_INVOICE.number, _INVOICE.account_id, _INVOICE.revision, _INVOICE.written_at)
    .where(_INVOICE.written_at >= bindparam("since"))
    .order_by(_INVOICE.written_at)
)


class InvoiceQueries:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def called(self, name: str) -> list[str]:
        """The numbers of the invoices that this name may mean: the one of this number first, then
        the one whose id it is (`invoice/INV-1`), then the one of this reference as typed."""
        async with self._database.reading() as connection:
            return await called(connection, name)

    async def addressed(self, name: str) -> Addressed | None:
        """The first of those, and whether a step on it may be a large one."""
        async with self._database.reading() as connection:
            return await addressed(connection, name)

    async def view(self, number: str, now: datetime) -> InvoiceView:
        """Everything about one invoice; how long it is overdue is as of `now`.

        Raises:
            InvoiceUnknown: there is no invoice of this number.
        """
        async with self._database.reading() as connection:
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
                event_of(row, invoice.currency)
                for row in await connection.execute(_TIMELINE, of_invoice)
            ]
            on_hold, as_of = hold.first() is not None, invoice.not_before(now)
            return view_of(invoice, paid, timeline, on_hold, as_of, adjusted)

    async def find(
        self,
        now: datetime,
        state: InvoiceState | None = None,
        account: str | None = None,
        overdue: bool = False,
        limit: int | None = None,
    ) -> list[InvoiceLine]:
        """Invoices, those due first at the top.

        Args:
            now: What is open is as of this moment.
            overdue: Only those of which something is open after their due date.
        """
        wanted = LINES.order_by(*OLDEST_DUE_FIRST).limit(limit)
        if state is not None:
            wanted = wanted.where(_INVOICE.state == state)
        if account is not None:
            wanted = wanted.where(_INVOICE.account_id == account)
        if overdue:
            wanted = wanted.where(OPEN, _INVOICE.overdue)
        async with self._database.reading() as connection:
            return await read_lines(connection, wanted, now)

    async def changes(self, since: datetime) -> list[InvoiceChange]:
        async with self._database.reading() as connection:
            return [
                InvoiceChange(
                    invoice=row.number,
                    account=row.account_id,
                    revision=row.revision,
                    written_at=row.written_at,
                )
                for row in await connection.execute(_CHANGES, {"since": since})
            ]

    async def has_many_others(self, number: str) -> bool:
        """As `Addressed` says it."""
        async with self._database.reading() as connection:
            return await has_many_others(connection, number)

    async def issued(self, numbers: Sequence[str], now: datetime) -> dict[str, InvoiceLine]:
        """Those of these invoices that are there, by number."""
        there: dict[str, InvoiceLine] = {}
        async with self._database.reading() as connection:
            for start in range(0, len(numbers), _AT_ONCE):
                asked = {"of_numbers": list(numbers[start : start + _AT_ONCE])}
                for line in await read_lines(connection, _THESE, now, asked):
                    there[line.invoice] = line
        return there

    async def oldest_open(self, account: str, amount: Money) -> list[str]:
        """The account's invoices with something open in this currency, as many as this amount can
        settle a part of: those with an undisputed part first, those due first on top."""
        asked = {"of_account": account, "of_currency": amount.currency}
        numbers: list[str] = []
        disputed: list[tuple[str, int]] = []
        left = amount.minor
        async with self._database.reading() as connection:
            for row in await connection.execute(_OPEN_NUMBERS, asked):
                if numbers and left <= 0:
                    break
                undisputed = row.open_minor - row.disputed_minor
                if row.disputed_minor:
                    disputed.append((row.number, row.disputed_minor))
                if undisputed:
                    numbers.append(row.number)
                    left -= max(0, undisputed - row.charged_minor)  # they may be given back
        for number, part in disputed:
            if left > 0 or not numbers:
                left -= part
                if number not in numbers:
                    numbers.append(number)
        return numbers

    async def statement(self, account_id: str, now: datetime) -> Statement:
        """The account's invoices, payments and what they come to at this moment.

        Raises:
            AccountUnknown: there is no such account.
        """
        async with self._database.reading() as connection:
            lines = await read_lines(connection, _OF_ACCOUNT, now, {"of_account": account_id})
            return await statement_of(connection, account_id, lines, now)

    async def unapplied(self, account_id: str) -> list[Money]:
        """What the account's payments have left, by currency: nothing where they have nothing."""
        async with self._database.reading() as connection:
            return await unapplied_of(connection, account_id)


def event_of(row: Row[Any], currency: str) -> InvoiceEvent:
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


async def read_lines(
    connection: AsyncConnection,
    wanted: Select[Any],
    now: datetime,
    asked: dict[str, Any] | None = None,
) -> list[InvoiceLine]:
    """Invoices in one line each, by a statement made of `LINES`."""
    return [_line(row, now) for row in await connection.execute(wanted, asked)]


def _line(row: Row[Any], now: datetime) -> InvoiceLine:
    growth = growth_of(row, now)
    return InvoiceLine(
        invoice=row.number,
        account=row.account_id,
        company=row.company,
        scope=row.scope_id,
        state=InvoiceState(row.state),
        issued_on=row.issued_on,
        due_on=row.due_on,
        amount=Money.from_minor(row.amount_minor, row.currency),
        open=Money.from_minor(row.open_minor + (growth.amount if growth else 0), row.currency),
        as_of=growth.day if growth else None,
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
