"""Letters about an invoice: their outcomes, and what follows when one does not arrive.

A reminder counts once its letter was sent. A letter that cannot arrive is a task for billing
operations. Until it is sent again, no further reminder and no credit hold follows.
"""

from datetime import date, datetime, timedelta
from typing import Any

from domain.errors import NotPossibleNow
from domain.invoices.facts import Facts, Id, IdKind, SkipReason
from domain.invoices.happenings import EventKind
from domain.invoices.invoice import Invoice
from domain.invoices.late_charges import late_from
from domain.invoices.notes import skip_note
from domain.invoices.notifying import facts_of, notify
from domain.invoices.parts import StepOutcome, Undelivered
from domain.invoices.terms import local_date
from domain.notices import REMINDERS, Audience, LetterState, Notice, NoticeKind
from domain.turns import WORKER

_ASKING = REMINDERS | {NoticeKind.INVOICE_ISSUED}


def last_letter(invoice: Invoice) -> LetterState:
    """How far the last reminder's letter has come; one that was never due keeps nothing waiting."""
    sent = [step for step in invoice.reminders if step.outcome is StepOutcome.SENT]
    return sent[-1].letter if sent else LetterState.LEFT


def left(invoice: Invoice, notice: Notice, now: datetime) -> None:
    """A letter was sent. If a reminder was sent days after it was written, all that comes after it
    is as many days later: nobody gets the second letter together with the first."""
    key, level = notice.key, notice.reminder
    for step in invoice.reminders:
        if step.level == level and step.letter is not LetterState.LEFT:
            if key not in _keys(invoice):
                _move(invoice, local_date(step.at, invoice.time_zone), now)
            _mark(invoice, level, LetterState.LEFT)
            invoice.letter_waits_until, invoice.unnotified = None, False
            facts = of_reminder(invoice, step.level)
            invoice.write_down(EventKind.REMIND, WORKER, now, invoice.chased or None, facts)
    if key in _keys(invoice):
        _seen_to(invoice, key)
        invoice.write_down(EventKind.LETTER_LEFT, WORKER, now)


def did_not_arrive(invoice: Invoice, notice: Notice, state: LetterState, now: datetime) -> None:
    """A letter was refused, or may not have arrived: billing operations are notified, and have the
    policy's days to see to it. Recorded once, however often it is reported."""
    if notice.key in _keys(invoice):
        return
    _mark(invoice, notice.reminder, state)
    until = now + timedelta(days=invoice.policy.undelivered_days)
    letter = Undelivered(key=notice.key, kind=notice.kind, state=state, at=now, until=until)
    invoice.undelivered.append(letter)
    invoice.stopped_at = invoice.stopped_at or now
    refused = state is LetterState.REFUSED
    kind = EventKind.LETTER_REFUSED if refused else EventKind.LETTER_UNCONFIRMED
    invoice.write_down(kind, WORKER, now, facts=Facts(ids=_of_letter(notice)))
    _notify_billing(invoice, f"{_step(notice.key)}-{invoice.revision}", now, until)


def remind_of_letters(invoice: Invoice, now: datetime) -> None:
    """Notifies billing operations once more of letters that they did not see to in time."""
    due = [letter for letter in invoice.undelivered if letter.until <= now and not letter.late]
    for letter in due:
        at = invoice.undelivered.index(letter)
        invoice.undelivered[at] = letter.model_copy(update={"late": True})
        _notify_billing(invoice, f"{_step(letter.key)}-late-{invoice.revision}", now, letter.until)
    if due:
        invoice.write_down(EventKind.LETTER_OVERDUE, WORKER, now)


def waits_for_no_letter(invoice: Invoice) -> bool:
    """Whether dunning was paused for letters, and waits for none any more."""
    return invoice.stopped_at is not None and not invoice.undelivered


def resume_dunning(invoice: Invoice, now: datetime) -> None:
    """Dunning continues where it was paused: what was due after the due date meanwhile is as much
    later, as if the day had not come. By the invoice's own clock, which a rehearsal moves."""
    if invoice.stopped_at is not None and not invoice.undelivered:
        stopped = local_date(invoice.stopped_at, invoice.time_zone)
        _move(invoice, max(stopped, late_from(invoice)), now)
        invoice.stopped_at = None


def sent_again(invoice: Invoice, notice: Notice, by: str, now: datetime) -> Notice:
    """The letter as it is sent again: to the address that the account has today, and a reminder
    with what is open now.

    Raises:
        NotPossibleNow: it is a reminder, and nothing is left to remind of.
    """
    changes: dict[str, Any] = {
        "to": invoice.customer.email,
        "name": invoice.customer.name,
        "language": invoice.customer.language,
        "company": invoice.customer.company,
    }
    if notice.kind in REMINDERS:
        if not is_worth_sending(invoice, notice):
            because = "nothing is left to remind of"
            raise NotPossibleNow("remind", invoice.state, because, subject="invoice")
        soon = notice.kind is NoticeKind.INVOICE_DUE_SOON
        kind = NoticeKind.INVOICE_OVERDUE if soon and invoice.overdue else notice.kind
        facts, amount = facts_of(invoice, now), invoice.money(invoice.chased)
        changes |= {"kind": kind, "invoice": facts, "amount": amount}
    _mark(invoice, notice.reminder, LetterState.ON_ITS_WAY, now)
    _seen_to(invoice, notice.key)
    invoice.write_down(EventKind.LETTER_SENT_AGAIN, by, now, facts=Facts(ids=_of_letter(notice)))
    return notice.model_copy(update=changes)


def dismiss(invoice: Invoice, notice: Notice, by: str, reason: str, now: datetime) -> None:
    """A letter is not to be sent again: it is no task any more, and reminders go on. A reminder
    counts as skipped, never as sent. After a dismissed letter that asks for the money no hold
    follows before a later reminder was sent: nobody is put on hold who was never notified."""
    skipped = {
        "outcome": StepOutcome.SKIPPED,
        "letter": LetterState.LEFT,
        "reason": SkipReason.DISMISSED,
        "said": reason,
        "why": skip_note(SkipReason.DISMISSED, reason),
    }
    if notice.audience is Audience.CUSTOMER:
        level = notice.reminder
        invoice.reminders = [
            step.model_copy(update=skipped)
            if step.level == level and step.letter is not LetterState.LEFT
            else step
            for step in invoice.reminders
        ]
        asked = notice.kind in _ASKING and notice.e_invoice is None
        invoice.unnotified = invoice.unnotified or asked
        _seen_to(invoice, notice.key)
    invoice.write_down(
        EventKind.DISMISS_LETTER, by, now, facts=Facts(ids=_of_letter(notice), said=reason)
    )


def is_worth_sending(invoice: Invoice, notice: Notice) -> bool:
    """Whether a letter that was refused still says something: a reminder of nothing does not."""
    return notice.kind not in REMINDERS or invoice.chased > 0


def of_reminder(invoice: Invoice, level: int, *codes: str) -> Facts:
    """Which reminder an entry of the timeline is about."""
    ids = (Id(kind=IdKind.REMINDER, id=str(level)),)
    return Facts(codes=codes, ids=ids, days=invoice.policy.reminders[level - 1])


def _of_letter(notice: Notice) -> tuple[Id, ...]:
    e_invoice = notice.e_invoice is not None
    return (Id(kind=IdKind.LETTER, id="e-invoice" if e_invoice else notice.kind),)


def _notify_billing(invoice: Invoice, step: str, now: datetime, until: datetime) -> None:
    kind = NoticeKind.TEAM_LETTER_NOT_DELIVERED
    notify(invoice, kind, step, now, Audience.BILLING, deadline=until)


def _seen_to(invoice: Invoice, key: str) -> None:
    """It is no task any more. After the last one, reminders go on: see `resume_dunning`."""
    invoice.undelivered = [each for each in invoice.undelivered if each.key != key]


def _move(invoice: Invoice, since: date, now: datetime) -> None:
    """All reminders to come, and the hold, are later by the days since then."""
    days = (local_date(now, invoice.time_zone) - since).days
    if days > 0 and not invoice.held:
        had = [step.level for step in invoice.reminders]
        invoice.moved_after, invoice.moved_days = max(had, default=0), invoice.moved_days + days


def _mark(
    invoice: Invoice, level: int | None, letter: LetterState, at: datetime | None = None
) -> None:
    invoice.reminders = [
        step.model_copy(update={"letter": letter, "at": at or step.at})
        if step.level == level and step.outcome is StepOutcome.SENT
        else step
        for step in invoice.reminders
    ]


def _keys(invoice: Invoice) -> set[str]:
    """Of the letters that did not arrive."""
    return {letter.key for letter in invoice.undelivered}


def _step(key: str) -> str:
    """The part of a notice's key that names its step."""
    return key.rsplit("/", 2)[1]
