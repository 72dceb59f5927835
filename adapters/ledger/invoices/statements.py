"""An account's statement: what raised and lowered what it owes, and what that comes to."""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from adapters.ledger.account_limits import exposure, limit_of
from adapters.ledger.connection import Connection
from adapters.ledger.holdings import read
from adapters.ledger.invoices.adjustment_rows import adjustment_entry
from adapters.ledger.invoices.balances import balances_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.invoices.open_today import Growth, growth_of_account
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
from adapters.ledger.tables import accounts
from application.ports.accounts import Limit
from domain.accounts.account import Account
from domain.errors import AccountUnknown
from domain.invoices.exposure import percent_of
from domain.invoices.facts import FactCode
from domain.invoices.parts import ADDS, AdjustmentKind
from domain.invoices.receivables import PaymentChange
from domain.invoices.terms import local_date
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.money import Settles
from domain.invoices.views.statement import EntryKind, Exposure, Statement, StatementEntry
from domain.people.through import Through
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

_ORDER = list(EntryKind)
"""The order of entries of the same moment."""


class _Line(NamedTuple):
    """An entry without the balance after it."""

    on: date
    at: datetime
    kind: EntryKind
    document: str
    invoice: str | None
    amount: int
    """In minor units; above zero the account owes more."""
    currency: str
    note: str | None = None
    entry: str | None = None
    by: str | None = None
    settles: tuple[Settles, ...] = ()
    through: Any = None
    facts: Any = None
    """As a row keeps them."""


async def statement_of(
    connection: Connection, account_id: str, lines: Sequence[InvoiceLine], now: datetime
) -> Statement:
    """The statement, with these lines of its invoices.

    Raises:
        AccountUnknown: there is no such account.
    """
    held = await read(connection, accounts.c.id == account_id)
    if not held:
        raise AccountUnknown("There is no account with this id.", account_id=account_id)
    account = held[account_id].account
    hold = await connection.execute(STANDING_HOLD, {"of_account": account_id})
    held_because = hold.scalar_one_or_none()
    booked = [line async for line in _booked(connection, account)]
    booked += [_so_far(each) for each in await growth_of_account(connection, account_id, now)]
    booked.sort(key=lambda line: (line.on, line.at, _ORDER.index(line.kind)))
    return Statement(
        account=account_id,
        company=account.name,
        on_hold=held_because is not None,
        held_because=held_because,
        exposures=await _exposures(connection, account, now),
        invoices=tuple(lines),
        entries=tuple(_with_balances(booked)),
    )


async def _booked(connection: Connection, account: Account) -> AsyncIterator[_Line]:
    of_account, zone = {"of_account": account.id}, account.time_zone
    for row in await connection.execute(_ISSUED, of_account):
        number, amount, currency = row.number, row.amount_minor, row.currency
        yield _Line(
            row.issued_on, row.issued_at, EntryKind.INVOICE, number, number, amount, currency
        )
    for row in await connection.execute(_ADJUSTED, of_account):
        adjusted = AdjustmentKind(row.kind)
        kind, amount = _KINDS[adjusted], ADDS[adjusted] * row.amount_minor
        on = local_date(row.at, zone)
        entry = adjustment_entry(row.kind, row.id) if kind in _CORRECTABLE else None
        line = _Line(on, row.at, kind, row.invoice, row.invoice, amount, row.currency, row.why)
        yield line._replace(entry=entry, by=row.by, facts=row.facts)
    settling: defaultdict[int, list[Settles]] = defaultdict(list)
    paid = list(await connection.execute(_PAID, of_account))
    currencies = {row.id: row.currency for row in paid}
    for payment_id, number, settled in await connection.execute(_SETTLING, of_account):
        part = Money.from_minor(int(settled), currencies[payment_id])
        settling[payment_id].append(Settles(invoice=number, amount=part))
    for row in paid:
        reference, amount, currency = row.bank_reference, row.amount_minor, row.currency
        on, at = row.value_date, row.received_at
        line = _Line(on, at, EntryKind.PAYMENT, reference, None, -amount, currency)
        settles = tuple(settling[row.id])
        yield line._replace(
            entry=payment_entry(row.id), by=row.received_by, settles=settles
        )._replace(through=row.through)
    for row in await connection.execute(_TAKEN_BACK, of_account):
        on, reference, amount = local_date(row.at, zone), row.bank_reference, row.amount_minor
        kind = _TAKEN[PaymentChange(row.kind)]
        line = _Line(on, row.at, kind, reference, None, amount, row.currency, row.why)
        yield line._replace(by=row.by, through=row.through, facts={"said": row.why})
    for row in await connection.execute(_REFUNDED, of_account):
        on, reference, amount = local_date(row.at, zone), row.bank_reference, row.amount_minor
        line = _Line(on, row.at, EntryKind.REFUND, reference, None, amount, row.currency)
        yield line._replace(entry=refund_entry(row.id), by=row.by, through=row.through)
        if (back := row.corrected_at) is not None:
            on, why = local_date(back, zone), row.correction_reason
            kind = EntryKind.CORRECTION
            line = _Line(on, back, kind, reference, None, -amount, row.currency, why)
            line = line._replace(by=row.corrected_by, through=row.corrected_through)
            yield line._replace(facts={"said": why})


_KINDS: Mapping[AdjustmentKind, EntryKind] = {
    AdjustmentKind.LATE_INTEREST: EntryKind.LATE_CHARGE,
    AdjustmentKind.COMPENSATION: EntryKind.LATE_CHARGE,
    AdjustmentKind.CHARGE_GIVEN_BACK: EntryKind.CHARGE_GIVEN_BACK,
    AdjustmentKind.CREDIT_NOTE: EntryKind.CREDIT_NOTE,
    AdjustmentKind.WRITE_OFF: EntryKind.WRITE_OFF,
    AdjustmentKind.CREDIT_NOTE_CORRECTED: EntryKind.CORRECTION,
    AdjustmentKind.WRITE_OFF_CORRECTED: EntryKind.CORRECTION,
    AdjustmentKind.RECOVERY: EntryKind.RECOVERY,
}
"""What a statement calls each."""

_TAKEN: Mapping[PaymentChange, EntryKind] = {
    PaymentChange.REVERSAL: EntryKind.REVERSAL,
    PaymentChange.CORRECTION: EntryKind.CORRECTION,
}

_CORRECTABLE = (EntryKind.CREDIT_NOTE, EntryKind.WRITE_OFF)


def _with_balances(booked: Sequence[_Line]) -> list[StatementEntry]:
    """Each currency has a balance of its own."""
    balances: Counter[str] = Counter()
    entries = []
    for line in booked:
        balances[line.currency] += line.amount
        amount = Money.from_minor(abs(line.amount), line.currency)
        entries.append(
            StatementEntry(
                on=line.on,
                at=line.at,
                kind=line.kind,
                document=line.document,
                invoice=line.invoice,
                debit=amount if line.amount > 0 else None,
                credit=amount if line.amount < 0 else None,
                balance=Money.from_minor(balances[line.currency], line.currency),
                note=line.note,
                entry=line.entry,
                by=line.by,
                settles=line.settles,
                through=Through.model_validate(line.through) if line.through else None,
                **(line.facts or {}),
            )
        )
    return entries


def _so_far(growth: Growth) -> _Line:
    """What the balance has to have for it to be what is open today."""
    number, note = growth.invoice, "not written down yet"
    line = _Line(
        growth.day, growth.at, EntryKind.CHARGE_SO_FAR, number, number, growth.amount,
        growth.currency, note,
    )  # fmt: skip
    return line._replace(facts={"codes": [FactCode.SO_FAR]})


async def _exposures(
    connection: Connection, account: Account, now: datetime
) -> tuple[Exposure, ...]:
    limit = await limit_of(connection, account.id)
    balances = await balances_of(connection, account.id, now)
    charged = {scope.outstanding.currency for scope in account.scopes if scope.outstanding}
    known = {*balances, *(currency for currency in charged if exposure(account, currency).amount)}
    if limit is not None:
        known.add(limit.amount.currency)
    found = []
    for currency in sorted(known):
        balance = balances[currency]
        used = balance.open + exposure(account, currency).minor
        against = _limit_in(limit, currency)
        found.append(
            Exposure(
                currency=currency,
                open=Money.from_minor(used, currency),
                overdue=Money.from_minor(balance.overdue, currency),
                unapplied_credit=Money.from_minor(balance.unapplied, currency),
                limit=against,
                percent=percent_of(used, against.minor) if against else None,
            )
        )
    return tuple(found)


def _limit_in(limit: Limit | None, currency: str) -> Money | None:
    return limit.amount if limit is not None and limit.amount.currency == currency else None
