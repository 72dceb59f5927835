"""Waiting for the customer to put right what a rule of severity `fix`, or E5, found."""

from datetime import datetime

from domain.notices import NoticeKind, items_of
from domain.requests.deadlines import Alarm
from domain.requests.happenings import Facts, Happening
from domain.requests.request import Request
from domain.rules.findings import Finding
from domain.tasks import Task
from domain.turns import WORKER, Who

_CLOCK = frozenset({Alarm.FIX_REMINDER, Alarm.FIX_DEADLINE, Alarm.DAILY_RECHECK})


def wait_for_fixes(request: Request, findings: tuple[Finding, ...], now: datetime) -> None:
    """The customer must fix all of it by one deadline; the rules are read again every day. They are
    notified once, and again when it changes."""
    codes = tuple(finding.code for finding in findings)
    until = request.deadlines.at(Alarm.FIX_DEADLINE) or request.deadlines.start(
        request.policy.fix, now, Alarm.FIX_DEADLINE, Alarm.FIX_REMINDER
    )
    request.assign(Who.CUSTOMER, Task.PUT_RIGHT, now, until, codes)
    request.recheck_daily(now)
    if codes != request.notified_to_fix:
        request.notified_to_fix = codes
        request.note(Happening.TO_FIX, WORKER, now, Facts(codes=codes))
        request.notify(NoticeKind.TO_FIX, now, deadline=until, items=items_of(findings))


def nothing_to_fix(request: Request) -> None:
    """All of it was fixed: should it fail again, the customer is notified again."""
    request.deadlines.drop(_CLOCK)
    request.notified_to_fix = ()
