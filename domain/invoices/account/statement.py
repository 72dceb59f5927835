"""An account's statement, made of what is on record: what raised and lowered what it owes, in the
order in which it happened, what is owed after each, and what that comes to."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from domain.accounts.account import Account
from domain.invoices.account.limit_warnings import charged_on_invoice, percent_of
from domain.invoices.account.possible_of_account import possible_of_account
from domain.invoices.allocation.receivables import PaymentChange
from domain.invoices.facts import FactCode
from domain.invoices.parts import ADDS, AdjustmentKind
from domain.invoices.terms import local_date
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.money import Settles
from domain.invoices.views.statement import EntryKind, Exposure, Statement, StatementEntry
from domain.people.through import Through
from domain.values.money import Money


class Issued(NamedTuple):
    """An invoice as it was issued. Amounts are in minor units, here and below."""

    number: str
    currency: str
    amount: int
    on: date
    at: datetime


class Adjusted(NamedTuple):
    """What changed an invoice other than a payment."""

    entry: str
    invoice: str
    currency: str
    kind: AdjustmentKind
    amount: int
    at: datetime
    by: str
    why: str
    facts: Mapping[str, Any] | None
    """As they are kept."""


class Paid(NamedTuple):
    entry: str
    bank_reference: str
    currency: str
    amount: int
    counts: int
    """What of it was not taken back."""
    value_date: date
    at: datetime
    by: str
    through: Any
    settles: tuple[Settles, ...]


class TakenBack(NamedTuple):
    """A payment, or a part of it, that the bank took back or that was entered wrongly."""

    kind: PaymentChange
    bank_reference: str
    currency: str
    amount: int
    at: datetime
    by: str
    why: str
    through: Any


class Refunded(NamedTuple):
    entry: str
    bank_reference: str
    currency: str
    amount: int
    at: datetime
    by: str
    through: Any
    corrected_at: datetime | None
    corrected_by: str | None
    corrected_through: Any
    correction_reason: str | None


class Growth(NamedTuple):
    """What an invoice's late charges have come to since they were written down."""

    invoice: str
    currency: str
    day: date
    """Up to which, where the payer is."""
    at: datetime
    amount: int
    """Below zero: something of what is written down is not owed."""
    overdue: bool


@dataclass(slots=True)
class Balance:
    """In minor units of one currency."""

    open: int = 0
    """What is open on invoices, late charges up to today included."""
    overdue: int = 0
    """What of it is overdue."""
    unapplied: int = 0
    """What payments have left."""


class OnRecord(NamedTuple):
    """All that happened to an account's money, each kind in the order in which it was entered."""

    issued: Iterable[Issued]
    adjusted: Iterable[Adjusted]
    paid: Sequence[Paid]
    taken_back: Iterable[TakenBack]
    refunded: Sequence[Refunded]
    grown: Iterable[Growth]
    """What is not written down yet."""


class _Line(NamedTuple):
    """An entry without the balance after it."""

    on: date
    at: datetime
    kind: EntryKind
    document: str
    invoice: str | None
    amount: int
    """Above zero the account owes more."""
    currency: str
    note: str | None = None
    entry: str | None = None
    by: str | None = None
    settles: tuple[Settles, ...] = ()
    through: Any = None
    facts: Mapping[str, Any] | None = None


_ORDER = {kind: place for place, kind in enumerate(EntryKind)}
"""Of entries of the same moment."""


def entries_of(record: OnRecord, time_zone: str) -> tuple[StatementEntry, ...]:
    """The entries, the oldest first, each with the balance after it.

    Args:
        time_zone: Where the account is: that decides on which day something happened.
    """
    lines = sorted(
        _lines(record, time_zone), key=lambda line: (line.on, line.at, _ORDER[line.kind])
    )
    return tuple(_with_balances(lines))


def exposures_of(
    account: Account, balances: Mapping[str, Balance], limit: Money | None
) -> tuple[Exposure, ...]:
    """What the account owes against its limit, in each currency that there is anything of."""
    owing = {scope.outstanding.currency for scope in account.scopes if scope.outstanding}
    charged = {each: charged_on_invoice(account, each).minor for each in owing | balances.keys()}
    known = {*balances, *(currency for currency, minor in charged.items() if minor)}
    if limit is not None:
        known.add(limit.currency)
    found = []
    for currency in sorted(known):
        balance = balances.get(currency) or Balance()
        used = balance.open + charged.get(currency, 0)
        against = limit if limit is not None and limit.currency == currency else None
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


def statement_of(
    account: Account,
    held_because: str | None,
    invoices: Sequence[InvoiceLine],
    record: OnRecord,
    balances: Mapping[str, Balance],
    limit: Money | None,
    now: datetime,
    frozen: bool = False,
) -> Statement:
    """The statement of all days.

    Args:
        held_because: The invoice that put the account on hold; None while it is not.
        balances: What there is now, by currency.
        limit: The account's credit limit, where it has one.
        now: When it is read.
        frozen: The credit limit is.
    """
    exposures = exposures_of(account, balances, limit)
    counts = any(each.counts for each in record.paid)
    refunded = any(each.corrected_at is None for each in record.refunded)
    return Statement(
        account=account.id,
        company=account.name,
        as_of=local_date(now, account.time_zone),
        on_hold=held_because is not None,
        held_because=held_because,
        exposures=exposures,
        invoices=tuple(invoices),
        entries=entries_of(record, account.time_zone),
        possible=possible_of_account(
            account, exposures, payment=counts, entry=counts or refunded, frozen=frozen
        ),
    )


def _lines(record: OnRecord, zone: str) -> Iterator[_Line]:
    for issued in record.issued:
        number = issued.number
        yield _Line(
            issued.on, issued.at, EntryKind.INVOICE, number, number, issued.amount, issued.currency
        )
    for adjusted in record.adjusted:
        kind, number = _KINDS[adjusted.kind], adjusted.invoice
        yield _Line(
            local_date(adjusted.at, zone),
            adjusted.at,
            kind,
            number,
            number,
            ADDS[adjusted.kind] * adjusted.amount,
            adjusted.currency,
            adjusted.why,
            adjusted.entry if kind in _CORRECTABLE else None,
            adjusted.by,
            facts=adjusted.facts,
        )
    for paid in record.paid:
        yield _Line(
            paid.value_date,
            paid.at,
            EntryKind.PAYMENT,
            paid.bank_reference,
            None,
            -paid.amount,
            paid.currency,
            entry=paid.entry,
            by=paid.by,
            settles=paid.settles,
            through=paid.through,
        )
    for taken in record.taken_back:
        yield _Line(
            local_date(taken.at, zone),
            taken.at,
            _TAKEN[taken.kind],
            taken.bank_reference,
            None,
            taken.amount,
            taken.currency,
            taken.why,
            by=taken.by,
            through=taken.through,
            facts={"said": taken.why},
        )
    for refunded in record.refunded:
        yield from _refund(refunded, zone)
    for growth in record.grown:
        yield _so_far(growth)


def _refund(refunded: Refunded, zone: str) -> Iterator[_Line]:
    """It was paid back; and came back, or was never paid, where it was corrected."""
    reference, amount, currency = refunded.bank_reference, refunded.amount, refunded.currency
    yield _Line(
        local_date(refunded.at, zone),
        refunded.at,
        EntryKind.REFUND,
        reference,
        None,
        amount,
        currency,
        entry=refunded.entry,
        by=refunded.by,
        through=refunded.through,
    )
    if (back := refunded.corrected_at) is not None:
        why = refunded.correction_reason
        yield _Line(
            local_date(back, zone),
            back,
            EntryKind.CORRECTION,
            reference,
            None,
            -amount,
            currency,
            why,
            by=refunded.corrected_by,
            through=refunded.corrected_through,
            facts={"said": why},
        )


def _so_far(growth: Growth) -> _Line:
    """What the balance has to have for it to be what is open today."""
    return _Line(
        growth.day,
        growth.at,
        EntryKind.CHARGE_SO_FAR,
        growth.invoice,
        growth.invoice,
        growth.amount,
        growth.currency,
        "not written down yet",
        facts={"codes": [FactCode.SO_FAR]},
    )


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


def _with_balances(lines: Iterable[_Line]) -> Iterator[StatementEntry]:
    """Each currency has a balance of its own."""
    balances: Counter[str] = Counter()
    for line in lines:
        balances[line.currency] += line.amount
        amount = Money.from_minor(abs(line.amount), line.currency)
        yield StatementEntry(
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
