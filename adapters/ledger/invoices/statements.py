"""An account's statement: what raised and lowered what it owes, and what that comes to."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.ledger.holdings import read
from adapters.ledger.invoices.balances import balances_of
from adapters.ledger.invoices.credit_holds import STANDING_HOLD
from adapters.ledger.invoices.tables import invoice_adjustments, invoices, payments
from adapters.ledger.standings import Limit, exposure, limit_of
from adapters.ledger.states import AdjustmentKind
from adapters.ledger.tables import accounts
from domain.account import Account
from domain.errors import AccountUnknown
from domain.invoices.exposure import percent_of
from domain.invoices.terms import local_date
from domain.invoices.view import Exposure, InvoiceLine, Statement, StatementEntry
from domain.money import Money

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

_ORDER = (
    "invoice",
    "late_charge",
    "charge_given_back",
    "payment",
    "reversal",
    "credit_note",
    "write_off",
)
"""In which those of one moment stand."""


class _Line(NamedTuple):
    """An entry without the balance after it."""

    on: date
    at: datetime
    kind: str
    document: str
    invoice: str | None
    amount: int
    """In minor units; above zero the account owes more."""
    currency: str
    note: str | None = None


async def statement_of(
    connection: AsyncConnection, account_id: str, lines: Sequence[InvoiceLine]
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
    booked.sort(key=lambda line: (line.on, line.at, _ORDER.index(line.kind)))
    return Statement(
        account=account_id,
        company=account.name,
        on_hold=held_because is not None,
        held_because=held_because,
        exposures=await _exposures(connection, account),
        invoices=tuple(lines),
        entries=tuple(_with_balances(booked)),
    )


async def _booked(connection: AsyncConnection, account: Account) -> AsyncIterator[_Line]:
    of_account, zone = {"of_account": account.id}, account.time_zone
    for row in await connection.execute(_ISSUED, of_account):
        number, amount, currency = row.number, row.amount_minor, row.currency
        yield _Line(row.issued_on, row.issued_at, "invoice", number, number, amount, currency)
    for row in await connection.execute(_ADJUSTED, of_account):
        kind, sign = _kind_of(AdjustmentKind(row.kind))
        on, amount = local_date(row.at, zone), sign * row.amount_minor
        yield _Line(on, row.at, kind, row.invoice, row.invoice, amount, row.currency, row.why)
    for row in await connection.execute(_PAID, of_account):
        reference, amount, currency = row.bank_reference, row.amount_minor, row.currency
        on, at = row.value_date, row.received_at
        yield _Line(on, at, "payment", reference, None, -amount, currency)
        if (back := row.reversed_at) is not None:
            on, why = local_date(back, zone), row.reversal_reason
            yield _Line(on, back, "reversal", reference, None, amount, currency, why)


def _kind_of(kind: AdjustmentKind) -> tuple[str, int]:
    """What a statement calls it, and whether the account owes more (1) or less (-1)."""
    if kind in (AdjustmentKind.LATE_INTEREST, AdjustmentKind.COMPENSATION):
        return "late_charge", 1
    return kind.value, -1


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
            )
        )
    return entries


async def _exposures(connection: AsyncConnection, account: Account) -> tuple[Exposure, ...]:
    limit = await limit_of(connection, account.id)
    balances = await balances_of(connection, account.id)
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
