"""What an invoice is made of: reminders that had their turn, declared payments, disputes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BeforeValidator

from domain.invoices.facts import Facts, SkipReason
from domain.invoices.policy import WireKind
from domain.notices import LetterState, NoticeKind
from domain.tasks import Task
from domain.tasks_of_before import named_task
from domain.turns import Who
from domain.values.languages import Spoken
from domain.values.record import Record


class StepOutcome(StrEnum):
    SENT = "sent"
    SKIPPED = "skipped"


class ReminderStep(Record):
    """A reminder that had its turn. One that has no record is still to come."""

    level: int
    outcome: StepOutcome
    at: datetime
    why: str | None = None
    """Why it was skipped, as a sentence; see `domain.invoices.notes`."""
    reason: SkipReason | None = None
    said: str | None = None
    """The words of the person who dismissed its letter."""
    letter: LetterState = LetterState.LEFT
    """Of one that was sent: it counts once its letter has left."""


class Undelivered(Record):
    """A letter to the customer that did not arrive, or perhaps not: a task for billing."""

    key: str
    """The notice's, by which it is sent again."""
    kind: NoticeKind
    state: LetterState
    at: datetime
    until: datetime
    """By then billing operations should have seen to it."""
    late: bool = False
    """Billing operations were told that it was not seen to in time."""


class WireState(StrEnum):
    IN_TRANSIT = "in_transit"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"
    NO_LONGER_EXPECTED = "no_longer_expected"
    """The invoice was settled in another way."""


class Wire(Record):
    """A payment that the customer declared and that has not been posted yet."""

    bank_reference: str
    amount: int
    kind: WireKind
    declared_at: datetime
    by: str
    expected_by: date
    resumes_at: datetime
    """When reminders go on if it has not arrived: at their hour of the day after."""
    state: WireState = WireState.IN_TRANSIT
    came: int | None = None
    """What of it came in; None while nothing did, or where it is not known."""


class DisputeState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    SETTLED = "settled"
    """The invoice was paid, credited or written off all the same."""


class Dispute(Record):
    amount: int
    reason: str
    opened_at: datetime
    by: str
    state: DisputeState = DisputeState.OPEN
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    resolution: str | None = None
    """The answer in a person's own words, or our sentence where it was settled."""
    ended_because: tuple[str, ...] = ()
    """Where it was settled: the codes of that sentence."""
    credited: int = 0
    """What of it was credited while it was open: that is not credited again."""
    reminded: int = 0
    """How many of the reminders to answer it, and that it is late, have had their turn."""

    @property
    def left(self) -> int:
        """What of it is still to be answered."""
        return max(0, self.amount - self.credited)


class Received(Record):
    """What of the money with one value date settles an invoice."""

    on: date
    amount: int


class Assignment(Record):
    """Who must act on an invoice, what they are to do, and since when."""

    who: Who
    what_for: Annotated[Task, BeforeValidator(named_task)]
    since: datetime


class Customer(Record):
    """The recipient of an invoice's letters, as the account has it at the moment of the letter."""

    company: str
    name: str | None = None
    email: str | None = None
    language: Spoken = "en"


@dataclass(slots=True)
class Charge:
    """Late interest or a fixed compensation, to be written into the ledger, or what is given back
    of them because it was not owed after all."""

    kind: Literal["late_interest", "compensation", "charge_given_back"]
    amount: int
    at: datetime
    why: str
    """As a sentence: see `domain.invoices.notes`."""
    facts: Facts


class AdjustmentKind(StrEnum):
    """What changes an amount other than payments."""

    CREDIT_NOTE = "credit_note"
    WRITE_OFF = "write_off"
    LATE_INTEREST = "late_interest"
    COMPENSATION = "compensation"
    CHARGE_GIVEN_BACK = "charge_given_back"
    """A late charge that was not owed after all: the money had come in earlier, say."""
    CREDIT_NOTE_CORRECTED = "credit_note_corrected"
    WRITE_OFF_CORRECTED = "write_off_corrected"
    RECOVERY = "recovery"
    """Of what was written off, so much came in."""


ADDS: Mapping[AdjustmentKind, int] = {
    AdjustmentKind.LATE_INTEREST: 1,
    AdjustmentKind.COMPENSATION: 1,
    AdjustmentKind.CHARGE_GIVEN_BACK: -1,
    AdjustmentKind.CREDIT_NOTE: -1,
    AdjustmentKind.CREDIT_NOTE_CORRECTED: 1,
    AdjustmentKind.WRITE_OFF: -1,
    AdjustmentKind.WRITE_OFF_CORRECTED: 1,
    AdjustmentKind.RECOVERY: 1,
}
"""Whether it adds to what is owed (1) or takes away from it (-1)."""


class Undoing(StrEnum):
    """What takes back a credit note or a write-off."""

    CREDIT_NOTE_CORRECTED = "credit_note_corrected"
    WRITE_OFF_CORRECTED = "write_off_corrected"
    RECOVERY = "recovery"
    """The money came in after all."""


@dataclass(frozen=True, slots=True)
class AdjustmentMade:
    """A credit note or write-off that was taken back, or recovered; to be written into the ledger
    with the reason of the step."""

    kind: Undoing
    amount: int
    corrects: str | None
    """The entry that it takes back."""
