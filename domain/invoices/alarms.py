"""The next timed event of an invoice."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain.turns import Part


class AlarmKind(StrEnum):
    OVERDUE = "overdue"
    WIRE_NOT_ARRIVED = "wire_not_arrived"
    """A declared payment should have come in by then."""
    DISPUTE_TO_ANSWER = "dispute_to_answer"
    """Billing operations are reminded of a dispute, or told that its answer is late."""
    GRACE_ENDS = "grace_ends"
    """After a dispute was rejected."""
    REMINDERS_GO_ON = "reminders_go_on"
    """No letter is left that did not arrive."""
    LETTER_NOT_DELIVERED = "letter_not_delivered"
    """Billing operations are notified again of a letter that they did not see to."""
    REMINDER = "reminder"
    HOLD = "hold"
    """The account is put on credit hold."""


class NextAlarm(Part):
    """The next thing that time does to an invoice."""

    name: str
    """Names the timer in Temporal."""
    at: datetime
    kind: AlarmKind | None = None
    """None in what was kept by a version without it."""
    days: int | None = None
    """Of a reminder: from the due date, below zero before it."""


def alarm(kind: AlarmKind, at: datetime) -> NextAlarm:
    """Any but a reminder."""
    return NextAlarm(name=_TIMERS[kind], at=at, kind=kind)


def reminder(days: int, at: datetime) -> NextAlarm:
    return NextAlarm(name=step_name(days), at=at, kind=AlarmKind.REMINDER, days=days)


def step_name(days: int) -> str:
    """What a reminder is called: its timer, its note, its line in a report."""
    unit = "day" if abs(days) == 1 else "days"
    return f"reminder {abs(days)} {unit} {'before due' if days < 0 else 'overdue'}"


_TIMERS: Mapping[AlarmKind, str] = {
    AlarmKind.OVERDUE: "overdue",
    AlarmKind.WIRE_NOT_ARRIVED: "declared payment not arrived",
    AlarmKind.DISPUTE_TO_ANSWER: "dispute to be answered",
    AlarmKind.GRACE_ENDS: "grace after a dispute ends",
    AlarmKind.REMINDERS_GO_ON: "reminders go on",
    AlarmKind.LETTER_NOT_DELIVERED: "letter not delivered",
    AlarmKind.HOLD: "credit hold",
}
