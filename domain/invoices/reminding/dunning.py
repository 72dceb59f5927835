"""The clock of an invoice: reminders at rising levels, overdue, the credit hold, and what pauses
them. On which days it is reminded, and how often, is the policy's: `invoices.reminders`.

Moments are computed here, once, and handed to the workflow: a changed calendar or a new version of
the time zones never breaks a running one.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zlib import crc32

from domain.invoices.adjustments.disputes import next_reminder
from domain.invoices.adjustments.disputes import remind as remind_of_dispute
from domain.invoices.alarms import AlarmKind, NextAlarm, alarm, reminder
from domain.invoices.allocation.settling import charge
from domain.invoices.facts import SkipReason
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import late_from
from domain.invoices.lifecycle import InvoiceTrigger
from domain.invoices.money.wires import miss
from domain.invoices.moves import fire
from domain.invoices.notes import skip_note
from domain.invoices.notifying import notify
from domain.invoices.parts import ReminderStep, StepOutcome, WireState
from domain.invoices.reminding.letters import (
    last_letter,
    of_reminder,
    remind_of_letters,
    resume_dunning,
    waits_for_no_letter,
)
from domain.invoices.terms import local_date, local_moment, start_of_day
from domain.notices import Audience, LetterState, NoticeKind
from domain.turns import WORKER
from domain.values.bank_days import bank_days_after

RETRY_AFTER = timedelta(minutes=30)
"""How long the next step waits for the reminder before it to be sent, before it is tried again."""


def level_on(invoice: Invoice, level: int) -> date:
    """The day of a reminder; levels count from 1. Those after the due date begin with the invoice
    itself where it was issued later than that: nobody gets the last letter before the first. Those
    after one that left late are as much later."""
    days = invoice.policy.reminders[level - 1]
    moved = invoice.moved_days if level > invoice.moved_after else 0
    return (invoice.due_on if days < 0 else late_from(invoice)) + timedelta(days=days + moved)


def step_at(invoice: Invoice, level: int) -> datetime:
    """When a reminder goes out: its day, at the policy's local hour, and as much later as this
    invoice's share of the policy's spread."""
    hour = invoice.policy.remind_at_hour
    return local_moment(level_on(invoice, level), hour, invoice.time_zone) + _share_of_spread(
        invoice
    )


def _share_of_spread(invoice: Invoice) -> timedelta:
    """Worked out from the number, so that it is the same each time. It is less than an hour: the
    reminder stays within its local hour, and so on its day."""
    seconds = invoice.policy.spread_reminders_over_minutes * 60
    return timedelta(seconds=crc32(invoice.number.encode()) % seconds if seconds else 0)


def hold_at(invoice: Invoice) -> datetime | None:
    """When this invoice puts its account on credit hold: once it is overdue for more than the
    policy's days. None when it does not: no more than the tolerance is open and undisputed, or no
    policy. What pauses reminders puts a new hold off (`fire_alarms`), and lifts no present one."""
    after = invoice.policy.hold_after_days
    owed = invoice.open - invoice.disputed
    if after is None or invoice.settled or owed <= invoice.tolerance:
        return None
    days = after + 1 + invoice.moved_days
    return start_of_day(late_from(invoice) + timedelta(days=days), invoice.time_zone)


def may_be_held(invoice: Invoice) -> bool:
    """Whether a hold can still follow. None does where the customer was never notified: a letter
    that asks for the money was given up, and no reminder has been sent since."""
    return not invoice.held and not invoice.unnotified


def hold_despite_wires(invoice: Invoice) -> datetime | None:
    """When this invoice puts its account on hold although a payment is declared: declarations keep
    a hold away for one posting time in all, however many there are. None without a hold."""
    at = hold_at(invoice)
    if at is None or not invoice.in_transit:
        return None
    policy, zone = invoice.policy, invoice.time_zone
    longest = max(policy.posting.days(wire.kind) for wire in invoice.wires)
    last = bank_days_after(local_date(at, zone), longest, policy.bank_days, invoice.country)
    return local_moment(last + timedelta(days=1), policy.remind_at_hour, zone)


def next_alarm(invoice: Invoice) -> NextAlarm | None:
    """The next thing that time does; None when it does nothing more by itself."""
    return min(_alarms(invoice), key=lambda each: each.at, default=None)


def _alarms(invoice: Invoice) -> Iterator[NextAlarm]:
    if invoice.settled:
        return
    if not invoice.overdue:
        yield alarm(AlarmKind.OVERDUE, invoice.overdue_at)
    for wire in invoice.wires:
        if wire.state is WireState.IN_TRANSIT:
            yield alarm(AlarmKind.WIRE_NOT_ARRIVED, wire.resumes_at)
    if (at := next_reminder(invoice)) is not None:
        yield alarm(AlarmKind.DISPUTE_TO_ANSWER, at)
    if invoice.in_grace and invoice.grace_until is not None:
        yield alarm(AlarmKind.GRACE_ENDS, invoice.grace_until)
    if waits_for_no_letter(invoice) and invoice.stopped_at is not None:
        yield alarm(AlarmKind.REMINDERS_GO_ON, invoice.stopped_at)
    for letter in invoice.undelivered:
        if not letter.late:
            yield alarm(AlarmKind.LETTER_NOT_DELIVERED, letter.until)
    if invoice.undelivered:
        return
    if invoice.chased == 0:
        late_hold = hold_despite_wires(invoice) if may_be_held(invoice) else None
        if late_hold is not None:
            yield alarm(AlarmKind.HOLD, _once_left(invoice, late_hold))
        return
    if (level := _next_level(invoice)) is not None:
        days = invoice.policy.reminders[level - 1]
        yield reminder(days, _once_left(invoice, step_at(invoice, level)))
    if may_be_held(invoice) and (held_from := hold_at(invoice)) is not None:
        yield alarm(AlarmKind.HOLD, _once_left(invoice, held_from))


def _once_left(invoice: Invoice, at: datetime) -> datetime:
    """When a step is due that waits for the reminder before it to leave."""
    return max(at, invoice.letter_waits_until or at)


def _next_level(invoice: Invoice) -> int | None:
    had = {step.level for step in invoice.reminders}
    levels = range(1, len(invoice.policy.reminders) + 1)
    return next((level for level in levels if level not in had), None)


def fire_alarms(invoice: Invoice, now: datetime) -> None:
    """Does everything that is due. After an outage, or a pause, only the last reminder that is
    due goes out; what it overtook is written down as skipped."""
    due = next_alarm(invoice)
    if due is None or due.at > now:
        return
    charge(invoice, now)
    for wire in invoice.wires:
        if wire.state is WireState.IN_TRANSIT and wire.resumes_at <= now:
            miss(invoice, wire, now)
    remind_of_dispute(invoice, now)
    if invoice.grace_until is not None and invoice.grace_until <= now:
        invoice.grace_until = None
    if not invoice.overdue and invoice.overdue_at <= now:
        _fall_due(invoice, now)
    remind_of_letters(invoice, now)
    resume_dunning(invoice, now)
    if invoice.chased > 0:
        _send_next_reminder(invoice, now)
    elif not invoice.undelivered and (late_hold := hold_despite_wires(invoice)) is not None:
        _hold(invoice, late_hold, now)


def _send_next_reminder(invoice: Invoice, now: datetime) -> None:
    """The next reminder, and the credit hold, once the reminder before has left."""
    if not invoice.undelivered and last_letter(invoice) is LetterState.LEFT:
        _remind(invoice, now)
    if not invoice.undelivered:
        _hold(invoice, hold_at(invoice), now)


def _hold(invoice: Invoice, at: datetime | None, now: datetime) -> None:
    """Holds the account from this moment on, once the reminder before has left."""
    left = last_letter(invoice) is LetterState.LEFT
    if may_be_held(invoice):
        invoice.held = left and at is not None and at <= now
    invoice.letter_waits_until = None if left else now + RETRY_AFTER


def _fall_due(invoice: Invoice, now: datetime) -> None:
    invoice.overdue = True
    fire(invoice, InvoiceTrigger.FALL_DUE, WORKER, now)


def _remind(invoice: Invoice, now: datetime) -> None:
    had = {step.level for step in invoice.reminders}
    steps = range(1, len(invoice.policy.reminders) + 1)
    due = [level for level in steps if level not in had and step_at(invoice, level) <= now]
    for level in due[:-1]:
        skip(invoice, level, now, SkipReason.OVERTAKEN)
    if not due:
        return
    last = due[-1]
    if invoice.overdue and invoice.policy.reminders[last - 1] < 0:
        skip(invoice, last, now, SkipReason.PAST_DUE)
        return
    if not invoice.overdue and step_at(invoice, last) <= invoice.issued_at:
        skip(invoice, last, now, SkipReason.NOT_ISSUED)  # the letter with the invoice says the same
        return
    invoice.reminders.append(_on_its_way(last, now))
    facts = of_reminder(invoice, last)
    invoice.write_down(EventKind.WRITE_REMINDER, WORKER, now, invoice.chased, facts)
    kind, step = kind_of(invoice, last), f"reminder-{last}"
    notify(invoice, kind, step, now, amount=invoice.chased, reminder=last)
    if last == len(invoice.policy.reminders) and invoice.overdue:
        notify(
            invoice,
            NoticeKind.TEAM_REMINDERS_USED_UP,
            step,
            now,
            Audience.BILLING,
            amount=invoice.chased,
        )


def _on_its_way(level: int, now: datetime) -> ReminderStep:
    letter = LetterState.ON_ITS_WAY
    return ReminderStep(level=level, outcome=StepOutcome.SENT, at=now, letter=letter)


def skip(invoice: Invoice, level: int, now: datetime, reason: SkipReason) -> None:
    """A reminder that will not go out any more, and why."""
    skipped, said = StepOutcome.SKIPPED, skip_note(reason)
    step = ReminderStep(level=level, outcome=skipped, at=now, why=said, reason=reason)
    invoice.reminders.append(step)
    invoice.write_down(EventKind.SKIP, WORKER, now, facts=of_reminder(invoice, level, reason))


def skip_what_passed(invoice: Invoice, now: datetime, reason: SkipReason) -> None:
    """Skips reminders whose moment passed while nothing was open: they are not sent later."""
    had = {step.level for step in invoice.reminders}
    for level in range(1, len(invoice.policy.reminders) + 1):
        if level not in had and step_at(invoice, level) <= now:
            skip(invoice, level, now, reason)


def kind_of(invoice: Invoice, level: int) -> NoticeKind:
    """Which letter a reminder is: firmer from level to level, the last one after the due date
    final."""
    steps = invoice.policy.reminders
    if steps[level - 1] < 0 or not invoice.overdue:
        return NoticeKind.INVOICE_DUE_SOON
    after = [position for position, days in enumerate(steps, 1) if days > 0]
    if level == after[0] and len(after) > 1:
        return NoticeKind.INVOICE_OVERDUE
    return (
        NoticeKind.INVOICE_OVERDUE_FINAL if level == after[-1] else NoticeKind.INVOICE_OVERDUE_AGAIN
    )
