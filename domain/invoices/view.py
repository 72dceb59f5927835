"""The shapes in which invoices are told: one invoice, lists, statements. `standing` fills those of
one invoice."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from domain.invoices.lifecycle import InvoiceState
from domain.invoices.policy import Instrument, WireKind
from domain.money import Money
from domain.pay_to import PayTo
from domain.through import Through
from domain.turns import Part, WaitingOn


class NextAlarm(Part):
    """The next thing that time does to an invoice."""

    name: str
    """Names the timer in Temporal."""
    at: datetime


class InvoiceStanding(Part):
    """What the workflow keeps of its invoice; the whole of it is in the ledger."""

    invoice: str
    account: str
    state: InvoiceState
    open: Money
    due_on: date
    due_at: datetime
    """The first instant that is overdue: the local midnight after the due date."""
    waiting_on: WaitingOn
    next_alarm: NextAlarm | None = None
    """None while nothing is to come: settled, say."""
    reminders_from: date | None = None
    """Set where the invoice was issued after its due date: reminders, late charges and a hold are
    counted from this day on."""
    settled: bool
    country: str
    revision: int
    """Goes up with every change, so that of two answers the later one is known."""
    as_of: datetime | None = None
    """The moment of its last step."""

    @property
    def details(self) -> str:
        """What an operator reads on the workflow's page, in Markdown. No personal data."""
        ball, alarm = self.waiting_on, self.next_alarm
        when = f" on {self.as_of:%Y-%m-%d}" if self.as_of and not self.settled else ""
        state = self.state.replace("_", " ")
        lines = [f"**{state}**, {self.open} open{when}, due on {self.due_on}"]
        if not self.settled:
            lines.append(f"Waiting on **{ball.who}**: {ball.for_}")
        if alarm is not None:
            lines.append(f"Next: {alarm.name}, {alarm.at:%Y-%m-%d %H:%M} UTC")
        return "\n\n".join(lines)


class ReminderView(Part):
    level: int
    """1 for the first reminder of the policy, rising."""
    days: int
    """From the due date: -7 is a week before."""
    on: date
    outcome: str
    """`planned`, `sent`, `skipped` or `cancelled`."""
    at: datetime | None = None
    """When it was sent or skipped."""
    why: str | None = None
    letter: str | None = None
    """Once it had its turn: `on_its_way`, `left`, `refused` or `unconfirmed`. Until it has left
    the outcome is `planned`."""


class UndeliveredView(Part):
    """A letter to the customer that did not arrive, for billing operations to see to."""

    key: str
    """By which it is sent again."""
    letter: str
    """The kind of letter, such as `invoice_overdue`."""
    state: str
    """`refused`, or `unconfirmed`: it may have arrived."""
    at: datetime
    until: datetime


class PauseKind(StrEnum):
    """Why nobody is reminded of a part for now."""

    DISPUTED = "disputed"
    IN_TRANSIT = "in_transit"
    """A payment was declared, and its posting time is not over."""
    IN_GRACE = "in_grace"
    """A dispute over it was rejected a few days ago."""
    UNDELIVERED = "undelivered"
    """A letter did not arrive: no other is sent before billing has seen to it."""


class PauseView(Part):
    """A part of what is open that nobody is reminded of for now."""

    kind: PauseKind
    amount: Money
    until: datetime | None = None
    """When reminders go on by themselves; None while somebody has to decide first."""


class PaymentView(Part):
    """A payment as far as one invoice is concerned."""

    entry: str
    """Its id: what a correction names."""
    bank_reference: str
    amount: Money
    """The whole payment."""
    settled: Money
    """What of it settles this invoice now; zero once reversed."""
    value_date: date
    instrument: Instrument
    received_at: datetime
    by: str
    counts: Money
    """What of it was neither taken back by the bank nor entered wrongly."""
    reversed: Money | None = None
    """What the bank took back, where it did."""
    reversed_at: datetime | None = None
    reversal_reason: str | None = None
    corrected_at: datetime | None = None
    """It was entered wrongly, and taken back."""
    corrected_by: str | None = None
    correction_reason: str | None = None


class AdjustmentView(Part):
    """A credit note, a write-off, a recovery or a charge, as it was entered."""

    entry: str
    """Its id: what a correction names."""
    kind: str
    amount: Money
    at: datetime
    by: str
    why: str
    corrected_at: datetime | None = None
    """It was entered wrongly, and taken back."""
    corrected_by: str | None = None
    correction_reason: str | None = None

    @property
    def correctable(self) -> bool:
        return self.corrected_at is None and self.kind in ("credit_note", "write_off")


class WireView(Part):
    """A payment in transit."""

    bank_reference: str
    amount: Money
    kind: WireKind
    declared_at: datetime
    by: str
    expected_by: date
    """The last bank business day of its posting time."""
    state: str
    """`in_transit`, `arrived` or `not_arrived`."""


class DisputeView(Part):
    amount: Money
    reason: str
    opened_at: datetime
    by: str
    state: str
    """`open`, `upheld`, `rejected`, or `settled` when it was paid all the same."""
    answer_by: date | None = None
    """The last day on which billing operations answer it in time."""
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolution: str | None = None


class InvoiceEvent(Part):
    """One entry of an invoice's timeline."""

    at: datetime
    by: str
    trigger: str
    from_: InvoiceState | None = Field(
        validation_alias=AliasChoices("from", "from_"), serialization_alias="from"
    )
    to: InvoiceState
    amount: Money | None = None
    note: str | None = None
    through: Through | None = None
    """What they came in through, where that is known."""


class InvoiceView(Part):
    """Everything a face may show of an invoice, at one moment."""

    invoice: str
    account: str
    scope: str
    company: str
    state: InvoiceState
    waiting_on: WaitingOn
    issued_on: date
    due_on: date
    time_zone: str
    amount: Money
    open: Money
    """The amount and late charges up to today, less what was paid, credited and written off."""
    as_of: date | None = None
    """That day, where the payer is."""
    holds_until: date | None = None
    """The last value date on which `open` settles it; None where it does not grow."""
    paid: Money
    credited: Money
    written_off: Money
    late_charges: Money
    disputed: Money
    in_transit: Money
    declarable: Money
    """What may be declared to be on its way without billing's word."""
    missed: Money
    """What was declared before and did not come in."""
    reference: str
    """ISO 11649, `RF…`: what the payer writes on the transfer."""
    pay_to: PayTo
    days_overdue: int = 0
    on_hold: bool = False
    """The account is on credit hold."""
    reminders_from: date | None = None
    """Set where the invoice was issued after its due date: reminders, late charges and a hold are
    counted from this day on."""
    next_alarm: NextAlarm | None = None
    payments: tuple[PaymentView, ...] = ()
    adjustments: tuple[AdjustmentView, ...] = ()
    wires: tuple[WireView, ...] = ()
    disputes: tuple[DisputeView, ...] = ()
    pauses: tuple[PauseView, ...] = ()
    paused: bool = False
    """Nothing of what is open is reminded of for now: planned reminders wait."""
    reminders: tuple[ReminderView, ...] = ()
    undelivered: tuple[UndeliveredView, ...] = ()
    timeline: tuple[InvoiceEvent, ...] = ()
    policy_version: str


class InvoiceLine(Part):
    """An invoice in one line of a list or a statement."""

    invoice: str
    account: str
    company: str = ""
    """The account's name."""
    scope: str
    state: InvoiceState
    issued_on: date
    due_on: date
    amount: Money
    open: Money
    """As an `InvoiceView` has it: with late charges up to today."""
    as_of: date | None = None
    """The day of `open`, where the invoice's policy has late charges; None where no day changes
    it."""


class InvoiceChange(Part):
    """An invoice that is new, or of which something is otherwise than before."""

    invoice: str
    account: str
    revision: int
    written_at: datetime
    """By the clock on the wall: an invoice's own may be ahead of it, in a rehearsal."""


class InvoiceFilter(BaseModel):
    """Which invoices are listed; what is not named does not matter."""

    model_config = ConfigDict(frozen=True)

    state: InvoiceState | None = None
    account: str | None = None
    open: bool = False
    """Only those of which something is open."""
    overdue: bool = False
    """Only those of which something is open after their due date."""
    not_arrived: bool = False
    """Only open ones of which a declared payment did not arrive."""
    undelivered: bool = False
    """Only open ones of which a letter did not arrive."""
    search: str | None = Field(default=None, max_length=100)
    """Part of a number or of the company's name, in any case, or a whole reference as typed."""


class InvoicePage(Part):
    """One page of invoices, those due first on top."""

    lines: tuple[InvoiceLine, ...]
    next: str | None = None
    """Where the next page begins: opaque, safe in an address; None on the last one."""


class InvoiceCounts(Part):
    """How many invoices are open, and how many of those wait for billing operations."""

    open: int = 0
    overdue: int = 0
    disputed: int = 0
    """All that is open of them is disputed."""
    not_arrived: int = 0
    """A declared payment did not arrive."""
    undelivered: int = 0
    """A letter to the customer did not arrive."""


class Settled(Part):
    """What a payment settles of one invoice, and where that leaves it."""

    invoice: str
    settled: Money
    state: InvoiceState
    due_on: date
    open: Money


class Settles(Part):
    """What of a payment settles an invoice now."""

    invoice: str
    amount: Money


class StatementEntry(Part):
    """One line of a statement: what raised or lowered what the account owes."""

    on: date
    at: datetime
    kind: str
    """`invoice`, `late_charge`, `charge_given_back`, `payment`, `reversal`, `correction`, `refund`,
    `credit_note`, `write_off`, `recovery`, or `charge_so_far`: late charges up to today that are
    not written down yet, so that the balance is what is open."""
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
    by: str | None = None
    """Who entered it, where somebody did."""
    through: Through | None = None
    """What they came in through, where that is known."""


class AccountChanged(Part):
    """What became of an account's money that no invoice is about."""

    account: str
    entry: str
    """The id of what was entered, or taken back."""
    amount: Money
    touched: tuple[str, ...] = ()
    """Invoices that changed with it."""


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
    on_hold: bool
    held_because: str | None = None
    """The invoice that put it on hold."""
    exposures: tuple[Exposure, ...] = ()
    invoices: tuple[InvoiceLine, ...] = ()
    entries: tuple[StatementEntry, ...] = ()
