"""What is known of an entry of an invoice's timeline, or of a statement, in words, and what its
clock does next."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from domain.invoices.alarms import AlarmKind, NextAlarm
from domain.invoices.facts import NOTHING_MORE, Facts, IdKind
from domain.invoices.happenings import EventKind, InvoiceEvent
from domain.invoices.parts import AdjustmentKind
from domain.invoices.views.money import AdjustmentView, DisputeView
from domain.invoices.views.reminders import ReminderView
from domain.invoices.views.statement import EntryKind, StatementEntry
from domain.values.money import Money
from wording.catalogue import Words, staff_words, words_in
from wording.terms import terms

_SAID_AS: Mapping[StrEnum, StrEnum] = {
    EventKind.RECOVER: EventKind.PAY,
    EventKind.WRITE_REMINDER: EventKind.REMIND,
    EventKind.DISPUTE_LATE: EventKind.DISPUTE_REMINDER,
    EventKind.LETTER_UNCONFIRMED: EventKind.LETTER_REFUSED,
    EventKind.LETTER_SENT_AGAIN: EventKind.LETTER_REFUSED,
    EventKind.CHARGE: EntryKind.LATE_CHARGE,
    EventKind.GIVE_BACK_CHARGE: EntryKind.CHARGE_GIVEN_BACK,
    AdjustmentKind.LATE_INTEREST: EntryKind.LATE_CHARGE,
    AdjustmentKind.COMPENSATION: EntryKind.LATE_CHARGE,
}
"""Kinds of which the same is known."""


def happened_to_invoice(event: InvoiceEvent) -> str:
    """What an entry of the timeline is called."""
    other = event.kind is EventKind.OTHER
    return staff_words()("timeline.unknown" if other else f"timeline.{event.kind}")


def known_of(
    entry: InvoiceEvent | StatementEntry,
    write: Callable[[Money], str] = str,
    on: Callable[[date], str] = str,
) -> str:
    """What is known of an entry besides: payments, days, letters, somebody's own words.

    Args:
        write: how amounts are written.
        on: how days are.
    """
    return _known_of(entry.kind, entry, entry.note, write, on)


def why_adjusted(
    entry: AdjustmentView,
    write: Callable[[Money], str] = str,
    on: Callable[[date], str] = str,
) -> str:
    return _known_of(entry.kind, entry, entry.why, write, on)


def why_skipped(reminder: ReminderView) -> str:
    """Why a reminder did not go out; nothing where it may yet."""
    if reminder.reason is None:
        return reminder.why or ""
    return staff_words()(f"skipped.{reminder.reason}", said=reminder.said)


def answer_to(dispute: DisputeView, language: str = "en") -> str:
    """How a dispute was answered: in a person's own words, or in ours where it was settled."""
    if not dispute.ended_because:
        return dispute.resolution or ""
    words, (because, *states) = words_in(language), dispute.ended_because
    return words(f"dispute_settled.{states[0] if states else because}")


def comes_next(alarm: NextAlarm) -> str:
    """What time does next; the timer's name where a version without kinds kept it."""
    if alarm.kind is None:
        return alarm.name
    if alarm.kind is AlarmKind.REMINDER and alarm.days is not None:
        return _reminder(alarm.days)
    return staff_words()(f"alarm.{alarm.kind}")


def days_from_due(days: int) -> str:
    """`7 days before due`, `1 day overdue`: when a reminder goes out."""
    return staff_words().counted("days.before" if days < 0 else "count.overdue", abs(days))


def _reminder(days: int) -> str:
    return staff_words()("days.reminder", when=days_from_due(days))


def _known_of(
    kind: StrEnum,
    entry: Facts,
    sentence: str | None,
    write: Callable[[Money], str],
    on: Callable[[date], str],
) -> str:
    facts = Facts(**{name: getattr(entry, name) for name in Facts.model_fields})
    if facts == NOTHING_MORE:
        return sentence or ""  # of before, where it could not be told what it means
    words, kind = staff_words(), _SAID_AS.get(kind, kind)
    keys = (f"{kind}.{code}" for code in facts.codes)
    key = next((each for each in keys if words.knows("known", each)), str(kind))
    if not words.knows("known", key):
        return facts.said or ""
    return words(f"known.{key}", **_values(words, facts, write, on))


def _values(
    words: Words, facts: Facts, write: Callable[[Money], str], on: Callable[[date], str]
) -> dict[str, object]:
    skipped = [code for code in facts.codes if words.knows("skipped", code)]
    return {
        "references": ", ".join(facts.ids_of(IdKind.BANK_REFERENCE)),
        "letter": terms(*facts.ids_of(IdKind.LETTER)),
        "reminder": _reminder(facts.days) if facts.days is not None else "",
        "skipped": words(f"skipped.{skipped[0]}", said="") if skipped else "",
        "code": terms(*facts.codes[:1]),
        "state": terms(*facts.codes[-1:]),
        "day": facts.day and on(facts.day),
        "since": facts.since and on(facts.since),
        "tolerance": facts.tolerance and write(facts.tolerance),
        "said": facts.said,
    }
