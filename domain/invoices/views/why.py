"""Why an invoice is open: what its open amount came from, and what it consists of."""

from datetime import date, datetime
from enum import StrEnum

from domain.invoices.lifecycle import InvoiceState
from domain.pay_to import PayTo
from domain.turns import Part, WaitingOn, Who
from domain.values.money import Money


class BookedKind(StrEnum):
    """What raised or lowered what is open, in the order of lines of the same day."""

    ISSUED = "issued"
    LATE_INTEREST = "late_interest"
    COMPENSATION = "compensation"
    CHARGE_GIVEN_BACK = "charge_given_back"
    PAYMENT = "payment"
    TAKEN_BACK = "taken_back"
    """The bank took a payment back, or a part of it: it changes nothing by itself, since what a
    payment settles is said as it is now."""
    NOT_ARRIVED = "not_arrived"
    """A payment was declared and did not come in: nor does this."""
    DISPUTE_REJECTED = "dispute_rejected"
    """Nor this: what was disputed is owed."""
    CREDIT_NOTE = "credit_note"
    CREDIT_NOTE_CORRECTED = "credit_note_corrected"
    WRITE_OFF = "write_off"
    WRITE_OFF_CORRECTED = "write_off_corrected"
    RECOVERY = "recovery"
    """Of what was written off, so much came in after all."""
    CHARGED_SO_FAR = "charged_so_far"
    """Late charges up to today that are not written down yet."""


class Booked(Part):
    """One thing that happened to what is open."""

    kind: BookedKind
    on: date
    """Of a payment its value date; else the day where the payer is."""
    amount: Money
    """What it adds to what is open; below zero: what it takes away."""
    left: Money
    """What was open after it, by these days: below zero where money with an earlier value date came
    after a write-off, say."""
    reference: str | None = None
    """The bank's, of a payment."""
    of: Money | None = None
    """The whole that it is about: a payment for several invoices, what was disputed."""
    said: str | None = None
    """Why, in a person's own words."""


class RemainingKind(StrEnum):
    """What a part of what is open waits for."""

    DISPUTED = "disputed"
    IN_TRANSIT = "in_transit"
    IN_GRACE = "in_grace"
    """A dispute over it was rejected a few days ago; nobody is reminded of it yet."""
    TOLERATED = "tolerated"
    """Too little to be a reason for anything."""
    NOT_DUE = "not_due"
    OVERDUE = "overdue"


class Remaining(Part):
    """A part of what is open."""

    kind: RemainingKind
    amount: Money
    who: Who
    """Who must act on it."""
    until: date | None = None
    """The last day: to pay in time, to answer a dispute, for money to come in, of the grace."""
    references: tuple[str, ...] = ()
    """The bank's, of payments that are in transit."""
    said: str | None = None
    """Why it is disputed, in the customer's words."""


class WhyOpen(Part):
    """Why an invoice is open, at one moment. The amounts of `booked` add up to `open`, and so do
    those of `remaining`."""

    invoice: str
    account: str
    company: str
    state: InvoiceState
    waiting_on: WaitingOn
    time_zone: str
    as_of: date
    """The day that it is said of, where the payer is."""
    due_on: date
    days_overdue: int = 0
    on_hold: bool = False
    open: Money
    holds_until: date | None = None
    """The last value date on which `open` settles it; None where it does not grow."""
    reference: str
    pay_to: PayTo
    booked: tuple[Booked, ...]
    remaining: tuple[Remaining, ...] = ()
    """None where nothing is open."""
    next_at: datetime | None = None
    """When time itself does something next, such as sending a reminder."""
