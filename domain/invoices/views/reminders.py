"""An invoice's reminders, what pauses them, and letters that did not arrive."""

from datetime import date, datetime
from enum import StrEnum

from domain.invoices.facts import SkipReason
from domain.turns import Part
from domain.values.money import Money


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
    """Why it was skipped, as a sentence, for programs that read it."""
    reason: SkipReason | None = None
    """Why it was skipped; None, too, where a version without reasons did that."""
    said: str | None = None
    """The words of the person who dismissed its letter."""
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
