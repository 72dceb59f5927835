"""What happens when a deadline is reached: somebody is notified, reminded or escalated to, or a
request that its customer did not act on lapses. A clock never approves and never rejects."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain.forms.documents import still_to_send
from domain.notices import Audience, Item, NoticeKind, items_of
from domain.requests.credit import security_items
from domain.requests.deadlines import LAPSES, Alarm
from domain.requests.drafting import lapse
from domain.requests.happenings import Facts, Happening
from domain.requests.outcomes import OutcomeKind
from domain.requests.request import Request
from domain.requests.verification import asked_items
from domain.rules.findings import Severity, failing
from domain.tasks import Task
from domain.turns import WORKER, Who

AN_OUTAGE = timedelta(minutes=15)
"""An alarm that fires this much after its moment shows that we were away. Histories depend on it:
another value is another way, behind `workflow.patched`."""


def fire_alarms(request: Request, now: datetime, *, spares: bool = True) -> None:
    """Acts on every deadline that is due. After an outage an overtaken reminder is written down
    as skipped and not sent in a bunch.

    Args:
        spares: A lapse that fell into an outage takes effect after the policy's grace. Requests
            that release 0.1.0 began do without for as long as their histories say nothing of it.
    """
    if spares:
        _spare_what_fell_into_an_outage(request, now)
    due, overtaken = request.deadlines.take_due(now)
    for alarm in overtaken:
        request.note(Happening.REMINDER_SKIPPED, WORKER, now, Facts(codes=(alarm,)))
    for alarm in due:
        if not request.ended:
            _REACTIONS[alarm](request, now)


def _spare_what_fell_into_an_outage(request: Request, now: datetime) -> None:
    """A customer loses nothing by our outage: they have the grace to act, from when we are back."""
    until = now + timedelta(days=request.policy.outage_grace_days)
    late = [due.alarm for due in request.deadlines.running if now - due.at > AN_OUTAGE]
    for alarm in LAPSES.intersection(late):
        request.deadlines.add(alarm, until)
        waits = request.waiting_on
        if waits.who is Who.CUSTOMER:
            request.assign(waits.who, waits.task, now, until, waits.codes)
        request.note(Happening.DEADLINE_EXTENDED, WORKER, now, Facts(deadline=until))


def _remind(kind: NoticeKind, ends: Alarm) -> Callable[[Request, datetime], None]:
    def remind(request: Request, now: datetime) -> None:
        request.note(Happening.REMINDED, WORKER, now, Facts(codes=(kind,)))
        request.notify(kind, now, deadline=request.deadlines.at(ends), items=_items(request, kind))

    return remind


def _items(request: Request, kind: NoticeKind) -> tuple[Item, ...]:
    if kind is NoticeKind.DOCUMENTS_REMINDER:
        return asked_items(still_to_send(request.asks, request.documents))
    if kind is NoticeKind.FIX_REMINDER:
        return tuple(Item(code=code) for code in request.notified_to_fix)
    if kind is NoticeKind.APPROVAL_REMINDER:
        return items_of(failing(request.findings, Severity.AT_SWITCH))
    if kind is NoticeKind.SECURITY_REMINDER:
        return security_items(request)
    return ()


def _lapse_for(outcome: OutcomeKind) -> Callable[[Request, datetime], None]:
    return lambda request, now: lapse(request, outcome, now)


def _recheck(request: Request, now: datetime) -> None:
    request.revision += 1
    request.to_assess = True


def _review_expected(request: Request, now: datetime) -> None:
    until = request.deadlines.at(Alarm.REVIEW_OVERDUE)
    request.note(Happening.REVIEW_DUE, WORKER, now)
    _leave_with_credit(request, now, until)
    request.notify(NoticeKind.TEAM_CREDIT_REVIEW_DUE, now, Audience.CREDIT, deadline=until)


def _review_overdue(request: Request, now: datetime) -> None:
    request.credit.review_overdue = True
    request.note(Happening.REVIEW_OVERDUE, WORKER, now)
    _leave_with_credit(request, now, now)
    request.notify(NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE, now, Audience.CREDIT)
    request.notify(NoticeKind.CREDIT_REVIEW_OVERDUE, now)


def _leave_with_credit(request: Request, now: datetime, until: datetime | None) -> None:
    """The analysts go on with the same task, until another moment."""
    waits = request.waiting_on
    request.assign(Who.CREDIT, waits.task, now, until, waits.codes)


def _security_missed(request: Request, now: datetime) -> None:
    request.note(Happening.SECURITY_MISSED, WORKER, now)
    request.assign(Who.CREDIT, Task.DECIDE_SECURITY, now)
    request.notify(NoticeKind.TEAM_SECURITY_MISSED, now, Audience.CREDIT)


def _documents_missed(request: Request, now: datetime) -> None:
    request.note(Happening.DOCUMENTS_MISSED, WORKER, now)
    request.assign(Who.LEGAL, Task.EXTEND_OR_REJECT, now)
    request.notify(NoticeKind.TEAM_DOCUMENTS_DEADLINE_MISSED, now, Audience.LEGAL)
    request.notify(NoticeKind.DOCUMENTS_DEADLINE_MISSED, now)


def _verifier_late(request: Request, now: datetime) -> None:
    request.note(Happening.VERIFIER_LATE, WORKER, now)
    request.notify(NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE, now, Audience.LEGAL)


_REACTIONS: Mapping[Alarm, Callable[[Request, datetime], None]] = {
    Alarm.DRAFT_REMINDER: _remind(NoticeKind.DRAFT_REMINDER, Alarm.DRAFT_ABANDONED),
    Alarm.DRAFT_ABANDONED: _lapse_for(OutcomeKind.ABANDONED),
    Alarm.DAILY_RECHECK: _recheck,
    Alarm.FIX_REMINDER: _remind(NoticeKind.FIX_REMINDER, Alarm.FIX_DEADLINE),
    Alarm.FIX_DEADLINE: _lapse_for(OutcomeKind.NO_ANSWER),
    Alarm.VERIFIER_LATE: _verifier_late,
    Alarm.APPLICATION_REMINDER: _remind(
        NoticeKind.CREDIT_APPLICATION_REMINDER, Alarm.APPLICATION_DEADLINE
    ),
    Alarm.APPLICATION_DEADLINE: _lapse_for(OutcomeKind.NO_ANSWER),
    Alarm.REVIEW_EXPECTED: _review_expected,
    Alarm.REVIEW_OVERDUE: _review_overdue,
    Alarm.MORE_INFORMATION_REMINDER: _remind(
        NoticeKind.MORE_INFORMATION_REMINDER, Alarm.MORE_INFORMATION_DEADLINE
    ),
    Alarm.MORE_INFORMATION_DEADLINE: _lapse_for(OutcomeKind.NO_ANSWER),
    Alarm.SECURITY_REMINDER: _remind(NoticeKind.SECURITY_REMINDER, Alarm.SECURITY_DEADLINE),
    Alarm.SECURITY_DEADLINE: _security_missed,
    Alarm.DOCUMENTS_REMINDER: _remind(NoticeKind.DOCUMENTS_REMINDER, Alarm.DOCUMENTS_DEADLINE),
    Alarm.DOCUMENTS_DEADLINE: _documents_missed,
    Alarm.DOCUMENTS_REVIEW_LATE: _verifier_late,
    Alarm.APPROVAL_REMINDER: _remind(NoticeKind.APPROVAL_REMINDER, Alarm.APPROVAL_LAPSES),
    Alarm.APPROVAL_LAPSES: _lapse_for(OutcomeKind.APPROVAL_NOT_USED),
}
