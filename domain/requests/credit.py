"""The credit check: when it is needed, the application, and the review's time limit (P17, P20).

What an analyst decides is in `credit_decision`.
"""

from datetime import datetime, timedelta

from domain.errors import WrongTurn
from domain.notices import Audience, Item, NoticeKind, items_of
from domain.operations.obstacles import Obstacle, clear_of
from domain.policy import CreditPolicy
from domain.requests.deadlines import CREDIT_CLOCK, REVIEW_CLOCK, Alarm
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State, Trigger
from domain.requests.messages import ReturnCreditApplication
from domain.requests.obstacles import Why
from domain.requests.request import Request
from domain.requests.snapshot import ApplicationReceived, Decided
from domain.rules.findings import Severity, failing
from domain.tasks import Task
from domain.turns import WORKER, Who
from domain.values.money import Money
from domain.values.working_days import business_days_after

_APPLICATION_CLOCK = frozenset({Alarm.APPLICATION_REMINDER, Alarm.APPLICATION_DEADLINE})
_MORE_CLOCK = frozenset({Alarm.MORE_INFORMATION_REMINDER, Alarm.MORE_INFORMATION_DEADLINE})


def check_needed(asked: Money, policy: CreditPolicy) -> bool:
    """Above the currency's threshold; a currency without one always needs a check (P20)."""
    threshold = policy.thresholds.get(asked.currency)
    return threshold is None or asked.amount > threshold


def require_check(request: Request, asked: Money, now: datetime) -> None:
    request.fire(Trigger.REQUIRE_CREDIT_CHECK, WORKER, now, Facts(amount=asked))
    if request.credit.applications:
        _start_review(request, now)
        return
    until = request.deadlines.start(
        request.policy.credit.application,
        now,
        Alarm.APPLICATION_DEADLINE,
        Alarm.APPLICATION_REMINDER,
    )
    request.assign(Who.CUSTOMER, Task.RETURN_APPLICATION, now, until)
    request.notify(
        NoticeKind.CREDIT_APPLICATION_REQUESTED,
        now,
        deadline=until,
        amount=asked,
        items=items_of(failing(request.findings, Severity.BEFORE_LIMIT)),
    )


def hinders_return_application(request: Request, now: datetime) -> Obstacle | None:
    """Nothing does before it is reviewed, nor once the analyst asked for more."""
    credit = request.credit
    none_needed = Obstacle(
        Why.NO_APPLICATION_NEEDED,
        WrongTurn("No credit application is needed now.", state=request.state),
    )
    if request.state not in (
        State.DRAFT,
        State.SUBMITTED,
        State.CREDIT_CHECK,
        State.LEGAL_DOCUMENTS,
    ):
        return none_needed
    if credit.review_started_at is not None and not credit.waits_for_more:
        if credit.decision is not None and credit.decision.outcome is Decided.APPROVED:
            return none_needed
        refusal = WrongTurn(
            "Your credit application is being reviewed; nothing more is needed from you now."
        )
        return Obstacle(Why.APPLICATION_IN_REVIEW, refusal)
    return None


def may_return_application(
    request: Request, command: ReturnCreditApplication, now: datetime
) -> None:
    clear_of(hinders_return_application(request, now))


def return_application(request: Request, command: ReturnCreditApplication, now: datetime) -> None:
    credit = request.credit
    received = ApplicationReceived(
        id=f"application-{len(credit.applications) + 1}",
        at=now,
        by=command.by,
        application=command.application,
        financial_statements=command.financial_statements,
    )
    credit.applications.append(received)
    request.note(Happening.APPLICATION_RETURNED, command.by, now, Facts(about=received.id))
    request.deadlines.drop(_APPLICATION_CLOCK | _MORE_CLOCK)
    answered, credit.waits_for_more = credit.waits_for_more, False
    if request.state is not State.CREDIT_CHECK:
        return
    if answered:
        request.deadlines.resume(REVIEW_CLOCK, now)
        _hand_to_analyst(request, now)
    else:
        _start_review(request, now)


def resume(request: Request, now: datetime) -> None:
    """Back from legal documents: every clock continues with what it had left."""
    credit = request.credit
    if credit.applications and credit.review_started_at is None:
        _start_review(request, now)
        return
    stays = REVIEW_CLOCK if credit.waits_for_more else frozenset[Alarm]()
    request.deadlines.resume(CREDIT_CLOCK - stays, now)
    if credit.decision is not None and credit.decision.outcome is Decided.APPROVED:
        _back_to_conditions(request, now)
    elif credit.waits_for_more:
        until = request.deadlines.at(Alarm.MORE_INFORMATION_DEADLINE)
        request.assign(Who.CUSTOMER, Task.ANSWER, now, until)
    elif credit.applications:
        _hand_to_analyst(request, now)
    else:
        until = request.deadlines.at(Alarm.APPLICATION_DEADLINE)
        request.assign(Who.CUSTOMER, Task.RETURN_APPLICATION, now, until)


def security_items(request: Request) -> tuple[Item, ...]:
    """What a letter lists while security is waited for."""
    security = request.credit.unmet_security
    return () if security is None else (Item(code=security.kind),)


def _start_review(request: Request, now: datetime) -> None:
    policy = request.policy.credit
    if policy.review_days_are == "business":
        request.deadlines.on_working_days = REVIEW_CLOCK
    request.credit.review_started_at = now
    expected = _days_after(now, policy.review_expected_days, policy)
    overdue = _days_after(now, policy.review_overdue_days, policy)
    request.deadlines.add(Alarm.REVIEW_EXPECTED, expected)
    request.deadlines.add(Alarm.REVIEW_OVERDUE, overdue)
    request.notify(NoticeKind.CREDIT_REVIEW_STARTED, now, deadline=overdue)
    _hand_to_analyst(request, now)


def _days_after(start: datetime, days: int, policy: CreditPolicy) -> datetime:
    if policy.review_days_are == "business":
        return business_days_after(start, days)
    return start + timedelta(days=days)


def _hand_to_analyst(request: Request, now: datetime) -> None:
    until = request.deadlines.at(Alarm.REVIEW_EXPECTED) or request.deadlines.at(
        Alarm.REVIEW_OVERDUE
    )
    request.assign(Who.CREDIT, Task.REVIEW_CREDIT, now, until)
    request.notify(
        NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
        now,
        Audience.CREDIT,
        deadline=until,
        amount=request.applicant.asked,
    )


def _back_to_conditions(request: Request, now: datetime) -> None:
    """The analyst had approved on conditions before the documents were asked for."""
    until = request.deadlines.at(Alarm.SECURITY_DEADLINE)
    if request.credit.unmet_security is None:
        request.assign(Who.NOBODY, Task.AUTOMATIC_CHECKS, now)
    elif until is not None:
        request.assign(Who.CUSTOMER, Task.PROVIDE_SECURITY, now, until)
    else:
        request.assign(Who.CREDIT, Task.DECIDE_SECURITY, now)
    request.to_assess = True
