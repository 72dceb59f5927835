"""Extends a deadline: people may give the customer longer for documents or a security."""

from datetime import datetime, timedelta

from domain.errors import DeadlineNotExtendable
from domain.forms.documents import still_to_send
from domain.notices import NoticeKind
from domain.operations.obstacles import Obstacle, clear_of
from domain.requests.credit import security_items
from domain.requests.deadlines import Alarm
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State
from domain.requests.messages import ExtendDeadline
from domain.requests.obstacles import Why
from domain.requests.request import Request
from domain.requests.verification import asked_items
from domain.tasks import Task
from domain.turns import Who

_LONGEST = timedelta(days=3650)


def hinders_extend(request: Request, now: datetime) -> Obstacle | None:
    if _waits_for(request) is not None:
        return None
    refusal = DeadlineNotExtendable(
        "Only the deadline for legal documents or for a deposit or letter of credit can be"
        " extended, while the customer has not provided them."
    )
    return Obstacle(Why.NOTHING_TO_PROVIDE, refusal)


def may_extend(request: Request, command: ExtendDeadline, now: datetime) -> None:
    clear_of(hinders_extend(request, now))
    if command.until - now > _LONGEST:
        raise DeadlineNotExtendable("A deadline can be extended by ten years at most.")
    waits = _waits_for(request)
    standing = (request.deadlines.at(waits) if waits is not None else None) or now
    if command.until <= max(now, standing):
        raise DeadlineNotExtendable(
            "The new deadline must be later than the one that stands.",
            deadline=standing.isoformat(),
        )


def _waits_for(request: Request) -> Alarm | None:
    if request.state is State.LEGAL_DOCUMENTS:
        without_keys = still_to_send(request.asks, request.documents)
        return Alarm.DOCUMENTS_DEADLINE if without_keys else None
    if request.state is State.CREDIT_CHECK and request.credit.unmet_security is not None:
        return Alarm.SECURITY_DEADLINE
    return None


def extend(request: Request, command: ExtendDeadline, now: datetime) -> None:
    """Gives the customer longer, with new reminders, and notifies them."""
    until, alarm = command.until, _waits_for(request)
    if alarm is Alarm.DOCUMENTS_DEADLINE:
        period, reminds = request.policy.documents.deadline, Alarm.DOCUMENTS_REMINDER
        kind, task = NoticeKind.DOCUMENTS_DEADLINE_EXTENDED, Task.SEND_DOCUMENTS
        items = asked_items(still_to_send(request.asks, request.documents))
    else:
        period, reminds = request.policy.credit.security, Alarm.SECURITY_REMINDER
        kind, task = NoticeKind.SECURITY_REMINDER, Task.PROVIDE_SECURITY
        items = security_items(request)
        alarm = Alarm.SECURITY_DEADLINE
    request.deadlines.remind(period, now, until, reminds)
    request.deadlines.add(alarm, until)
    request.assign(Who.CUSTOMER, task, now, until)
    facts = Facts(deadline=until, said=command.reason)
    request.note(Happening.DEADLINE_EXTENDED, command.by, now, facts)
    request.notify(kind, now, deadline=until, reason=command.reason, items=items)
