"""Named deadlines of a request.

A deadline is an absolute moment kept in the request. The time of a group can be stopped, and goes
on later with what was left (the review's, while the customer must act).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from domain.policy import Deadline
from domain.values.working_days import after_working_time, working_time


class Alarm(StrEnum):
    """What happens when a deadline is reached. The values name the timers in Temporal."""

    DRAFT_REMINDER = "draft reminder"
    DRAFT_ABANDONED = "draft abandoned"
    DAILY_RECHECK = "daily recheck"
    FIX_REMINDER = "reminder to put things right"
    FIX_DEADLINE = "time to put things right is over"
    VERIFIER_LATE = "verifier has not decided yet"
    APPLICATION_REMINDER = "credit application reminder"
    APPLICATION_DEADLINE = "credit application not returned"
    REVIEW_EXPECTED = "credit review expected"
    REVIEW_OVERDUE = "credit review overdue"
    MORE_INFORMATION_REMINDER = "more information reminder"
    MORE_INFORMATION_DEADLINE = "more information not given"
    SECURITY_REMINDER = "security reminder"
    SECURITY_DEADLINE = "security not provided"
    DOCUMENTS_REMINDER = "legal documents reminder"
    DOCUMENTS_DEADLINE = "legal documents not sent"
    DOCUMENTS_REVIEW_LATE = "legal documents review late"
    APPROVAL_REMINDER = "approval reminder"
    APPROVAL_LAPSES = "approval lapses"


REMINDERS = frozenset(alarm for alarm in Alarm if alarm.name.endswith("_REMINDER"))

OVERTAKABLE = REMINDERS | {Alarm.REVIEW_EXPECTED}
"""Not worth a message any more when something later is due as well."""

CREDIT_CLOCK = frozenset(
    {
        Alarm.APPLICATION_REMINDER,
        Alarm.APPLICATION_DEADLINE,
        Alarm.REVIEW_EXPECTED,
        Alarm.REVIEW_OVERDUE,
        Alarm.MORE_INFORMATION_REMINDER,
        Alarm.MORE_INFORMATION_DEADLINE,
        Alarm.SECURITY_REMINDER,
        Alarm.SECURITY_DEADLINE,
    }
)
"""Stops as a whole while legal documents are collected during a credit check."""

REVIEW_CLOCK = frozenset({Alarm.REVIEW_EXPECTED, Alarm.REVIEW_OVERDUE})
"""Stops while the analyst waits for more information."""

LAPSES = frozenset(
    {
        Alarm.DRAFT_ABANDONED,
        Alarm.FIX_DEADLINE,
        Alarm.APPLICATION_DEADLINE,
        Alarm.MORE_INFORMATION_DEADLINE,
        Alarm.SECURITY_DEADLINE,
        Alarm.DOCUMENTS_DEADLINE,
        Alarm.APPROVAL_LAPSES,
    }
)
"""The customer's own time is over: something ends for them, or becomes worse."""

_OVERTAKES_NOTHING = frozenset(
    {Alarm.DAILY_RECHECK, Alarm.VERIFIER_LATE, Alarm.DOCUMENTS_REVIEW_LATE}
)
"""About another matter than the reminder that was due before."""


@dataclass(frozen=True, slots=True, order=True)
class Due:
    at: datetime
    alarm: Alarm


@dataclass(slots=True)
class Deadlines:
    """The deadlines that run, and those whose clock is stopped with what they have left."""

    running: list[Due] = field(default_factory=list)
    stopped: list[tuple[Alarm, timedelta]] = field(default_factory=list)
    on_working_days: frozenset[Alarm] = frozenset()
    """Alarms whose clock counts working days only."""

    def add(self, alarm: Alarm, at: datetime) -> None:
        """Adds a deadline; an alarm that is no reminder exists only once."""
        if alarm not in REMINDERS:
            self.drop({alarm})
        self.running.append(Due(at, alarm))
        self.running.sort()

    def start(self, period: Deadline, now: datetime, ends: Alarm, reminds: Alarm) -> datetime:
        """Starts a period with its reminders over again; returns its end."""
        self.drop({ends, reminds})
        end = now + timedelta(days=period.days)
        self.remind(period, now, end, reminds)
        self.add(ends, end)
        return end

    def remind(self, period: Deadline, now: datetime, end: datetime, reminds: Alarm) -> None:
        """Sets the period's reminders before this end, those that still lie ahead."""
        self.drop({reminds})
        for days in period.remind_before:
            if (at := end - timedelta(days=days)) > now:
                self.add(reminds, at)

    def drop(self, alarms: set[Alarm] | frozenset[Alarm]) -> None:
        """Forgets these, running and stopped."""
        self.running = [due for due in self.running if due.alarm not in alarms]
        self.stopped = [(alarm, left) for alarm, left in self.stopped if alarm not in alarms]

    def clear(self) -> None:
        self.running, self.stopped = [], []

    def stop(self, alarms: frozenset[Alarm], now: datetime) -> None:
        """Stops the clock of these; what is left of each is kept."""
        self.stopped += [
            (due.alarm, self._left(due, now)) for due in self.running if due.alarm in alarms
        ]
        self.running = [due for due in self.running if due.alarm not in alarms]

    def resume(self, alarms: frozenset[Alarm], now: datetime) -> None:
        """Lets the clock of these run again with what was left."""
        waiting = [(alarm, left) for alarm, left in self.stopped if alarm in alarms]
        self.stopped = [(alarm, left) for alarm, left in self.stopped if alarm not in alarms]
        for alarm, left in waiting:
            on_working_days = alarm in self.on_working_days
            self.add(alarm, after_working_time(now, left) if on_working_days else now + left)

    def _left(self, due: Due, now: datetime) -> timedelta:
        return working_time(now, due.at) if due.alarm in self.on_working_days else due.at - now

    def at(self, alarm: Alarm) -> datetime | None:
        """When this one fires, None when it does not run."""
        return next((due.at for due in self.running if due.alarm is alarm), None)

    @property
    def next(self) -> Due | None:
        return self.running[0] if self.running else None

    def take_due(self, now: datetime) -> tuple[list[Alarm], list[Alarm]]:
        """Takes out what is due: (to act on, what something later overtook).

        After an outage several reminders can be due at once. Only the last is worth sending, and
        none when its deadline has passed as well.
        """
        due = [each for each in self.running if each.at <= now]
        self.running = [each for each in self.running if each.at > now]
        fired: list[Alarm] = []
        overtaken: list[Alarm] = []
        for position, each in enumerate(due):
            later = {other.alarm for other in due[position + 1 :]} - _OVERTAKES_NOTHING
            (overtaken if each.alarm in OVERTAKABLE and later else fired).append(each.alarm)
        return fired, overtaken
