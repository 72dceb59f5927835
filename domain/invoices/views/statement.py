"""An account's statement, and steps on money that no invoice is about."""

from datetime import date, datetime
from enum import StrEnum

from domain.invoices.facts import Facts
from domain.invoices.views.lists import InvoiceLine
from domain.invoices.views.money import MoneyResult, Settles
from domain.operations.obstacles import Possible
from domain.people.through import Through
from domain.turns import Part
from domain.values.money import Money


class EntryKind(StrEnum):
    """What a line of a statement is, in the order of lines of the same moment."""

    INVOICE = "invoice"
    LATE_CHARGE = "late_charge"
    CHARGE_GIVEN_BACK = "charge_given_back"
    PAYMENT = "payment"
    REVERSAL = "reversal"
    REFUND = "refund"
    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    RECOVERY = "recovery"
    CORRECTION = "correction"
    CHARGE_SO_FAR = "charge_so_far"
    """Late charges up to today that are not written down yet, so that the balance is what is
    open."""


class StatementEntry(Facts):
    """One line of a statement: what raised or lowered what the account owes."""

    on: date
    at: datetime
    kind: EntryKind
    document: str
    """The invoice's number, or the bank's reference."""
    entry: str | None = None
    """The id of a payment, a refund, a credit note or a write-off: what a correction names."""
    invoice: str | None = None
    settles: tuple[Settles, ...] = ()
    """For a payment: the invoices that it settles, and how much of each."""
    debit: Money | None = None
    credit: Money | None = None
    balance: Money
    """What the account owes after it, unapplied credit taken off; below zero: in its favour."""
    note: str | None = None
    """The facts as a sentence, for programs that read it."""
    by: str | None = None
    """Who entered it, where somebody did."""
    through: Through | None = None
    """How they came in, where that is known."""


class AccountChanged(Part):
    """The result of a step on an account's money that no invoice is about."""

    account: str
    entry: str
    """The id of what was entered, or taken back."""
    amount: Money
    touched: tuple[str, ...] = ()
    """Invoices that changed with it."""
    result: MoneyResult | None = None
    """What came of it, where its step said so."""


class Exposure(Part):
    """What an account owes against its limit, in one currency."""

    currency: str
    open: Money
    """What is open on invoices, and the charges of scopes on invoice that are not invoiced yet."""
    overdue: Money
    unapplied_credit: Money
    limit: Money | None = None
    percent: int | None = None
    """Of the limit, rounded down."""


class Statement(Part):
    """An account's invoices, payments and what they come to."""

    account: str
    company: str
    as_of: date
    """The day of what is open, where the payer is."""
    on_hold: bool
    held_because: str | None = None
    """The invoice that put it on hold."""
    exposures: tuple[Exposure, ...] = ()
    invoices: tuple[InvoiceLine, ...] = ()
    entries: tuple[StatementEntry, ...] = ()
    since: date | None = None
    """The first day of the entries; None where they begin with the account's first."""
    until: date | None = None
    """The last day of the entries."""
    opening: tuple[Money, ...] = ()
    """What the account owed before the first of them, in each currency."""
    closing: tuple[Money, ...] = ()
    """What it owes after the last of them, unapplied credit taken off."""
    possible: Possible | None = None
    """For each operation on the account's money, settling its charges and issuing an invoice too,
    why it cannot be done now, or None; left out for customers."""
