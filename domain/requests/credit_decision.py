"""What a credit analyst decides, and the conditions before an approval is valid (P24).

No clock ever decides: an overdue review is escalated and notified, no more.
"""

from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from domain.errors import LimitAboveRequest, WrongTurn
from domain.notices import Item, NoticeKind, items_of
from domain.operations.obstacles import Obstacle, clear_of
from domain.requests import approval
from domain.requests.deadlines import CREDIT_CLOCK, REVIEW_CLOCK, Alarm
from domain.requests.fixing import wait_for_fixes
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State, Trigger
from domain.requests.messages import ApproveCredit, AskForMore, Decline, RecordSecurity
from domain.requests.obstacles import Why, unless_allowed
from domain.requests.outcomes import OutcomeKind, RequestOutcome
from domain.requests.request import Request
from domain.requests.snapshot import Condition, ConditionKind, CreditDecision, Decided
from domain.rules.findings import Severity, failing
from domain.tasks import Task
from domain.turns import WORKER, Who
from domain.values.money import Money

_SECURITY_CLOCK = frozenset({Alarm.SECURITY_REMINDER, Alarm.SECURITY_DEADLINE})


def hinders_approve(request: Request, now: datetime) -> Obstacle | None:
    said = "there is no credit check to decide on"
    barred = unless_allowed(request, Trigger.APPROVE, Why.NO_CREDIT_CHECK, said)
    if barred is not None:
        return barred
    if request.state is not State.CREDIT_CHECK:
        refusal = WrongTurn("There is no credit check to decide on now.", state=request.state)
        return Obstacle(Why.NO_CREDIT_CHECK, refusal)
    if (decision := _approval_of(request)) is not None:
        return _approved_on_conditions(decision)
    if request.credit.review_started_at is None:
        refusal = WrongTurn("The customer has not returned the credit application yet.")
        return Obstacle(Why.NO_APPLICATION_YET, refusal)
    return None


def _approval_of(request: Request) -> CreditDecision | None:
    decision = request.credit.decision
    return decision if decision is not None and decision.outcome is Decided.APPROVED else None


def _approved_on_conditions(decision: CreditDecision, *, except_for: str | None = None) -> Obstacle:
    refusal = _approved_already(decision, "on conditions that are still to be met")
    return Obstacle(Why.APPROVED_ON_CONDITIONS, refusal, {"by": decision.by}, except_for)


def _approved_already(decision: CreditDecision, how: str) -> WrongTurn:
    return WrongTurn(
        f"{decision.by} has approved this already, {how}.",
        decided_by=decision.by,
        decided_at=decision.at.isoformat(),
    )


def may_approve(request: Request, command: ApproveCredit, now: datetime) -> None:
    clear_of(hinders_approve(request, now))
    latest = request.credit.applications[-1].id
    if command.application not in (None, latest):
        raise WrongTurn(
            f"This decision is about {command.application}, but {latest} has come in since.",
            application=latest,
        )
    asked = _asked(request)
    limit = _limit(command.limit, asked)
    if command.security_amount is not None:
        if command.security is None:
            raise WrongTurn("An amount of security was given, but not what it is to be.")
        _limit(command.security_amount, limit)


def _asked(request: Request) -> Money:
    asked = request.applicant.asked
    if asked is None:
        raise WrongTurn("The form does not say how much credit is needed.")
    return asked


def _limit(amount: Decimal, at_most: Money) -> Money:
    try:
        limit = Money(amount=amount, currency=at_most.currency)
    except ValidationError as invalid:
        raise LimitAboveRequest(invalid.errors()[0]["msg"], limit=str(amount)) from invalid
    if not 0 < limit.amount <= at_most.amount:
        raise LimitAboveRequest(
            f"The amount must be more than zero and at most {at_most.written}.",
            limit=str(limit),
            at_most=str(at_most),
        )
    return limit


def approve(request: Request, command: ApproveCredit, now: datetime) -> None:
    """Records the decision at once, so that a second one is refused. The approval is valid when its
    conditions are met and E5, read again, does not hold it back."""
    credit = request.credit
    limit = _limit(command.limit, _asked(request))
    credit.decision = CreditDecision(outcome=Decided.APPROVED, at=now, by=command.by, limit=limit)
    credit.waits_for_more = False
    request.deadlines.drop(CREDIT_CLOCK)
    facts = Facts(amount=limit)
    if command.security is not None:
        worth = _limit(command.security_amount or limit.amount, limit)
        credit.conditions.append(Condition.of(command.security, worth, now))
        until = request.deadlines.start(
            request.policy.credit.security, now, Alarm.SECURITY_DEADLINE, Alarm.SECURITY_REMINDER
        )
        request.assign(Who.CUSTOMER, Task.PROVIDE_SECURITY, now, until)
        facts = Facts(amount=limit, codes=(command.security,), security=worth)
        request.notify(
            NoticeKind.SECURITY_REQUESTED,
            now,
            deadline=until,
            amount=worth,
            items=(Item(code=command.security),),
        )
    else:
        request.assign(Who.NOBODY, Task.AUTOMATIC_CHECKS, now)
    request.note(Happening.CREDIT_APPROVED, command.by, now, facts)
    request.to_assess = True


def hinders_ask_for_more(request: Request, now: datetime) -> Obstacle | None:
    if (obstacle := hinders_approve(request, now)) is not None:
        return obstacle
    if not request.credit.waits_for_more:
        return None
    refusal = WrongTurn("The customer has already been asked and has not answered yet.")
    return Obstacle(Why.ASKED_FOR_MORE_ALREADY, refusal)


def may_ask_for_more(request: Request, command: AskForMore, now: datetime) -> None:
    clear_of(hinders_ask_for_more(request, now))


def ask_for_more(request: Request, command: AskForMore, now: datetime) -> None:
    """The customer must act: the review's time stops."""
    credit = request.credit
    credit.waits_for_more = True
    credit.decision = CreditDecision(
        outcome=Decided.MORE_INFORMATION, at=now, by=command.by, reason=command.reason
    )
    request.deadlines.stop(REVIEW_CLOCK, now)
    until = request.deadlines.start(
        request.policy.credit.more_information,
        now,
        Alarm.MORE_INFORMATION_DEADLINE,
        Alarm.MORE_INFORMATION_REMINDER,
    )
    request.assign(Who.CUSTOMER, Task.ANSWER, now, until)
    request.note(Happening.MORE_ASKED, command.by, now, Facts(said=command.reason))
    request.notify(
        NoticeKind.MORE_INFORMATION_REQUESTED, now, deadline=until, reason=command.reason
    )


def hinders_decline(request: Request, now: datetime) -> Obstacle | None:
    """An approval on conditions can still become a decline while they are not met: by the analyst
    who gave it, or once the time to provide the security is over."""
    said = "it cannot be declined now"
    barred = unless_allowed(request, Trigger.REJECT, Why.NOT_DECLINED_NOW, said)
    if barred is not None:
        return barred
    decision = _approval_of(request)
    if request.state is not State.CREDIT_CHECK or decision is None:
        return None
    if not request.credit.unmet:
        refusal = _approved_already(decision, "and the last checks are being made")
        return Obstacle(Why.APPROVED_LAST_CHECKS, refusal, {"by": decision.by})
    if request.waiting_on.who is Who.CREDIT:
        return None
    return _approved_on_conditions(decision, except_for=decision.by)


def may_decline(request: Request, command: Decline, now: datetime) -> None:
    clear_of(hinders_decline(request, now), command.by)


def decline(request: Request, command: Decline, now: datetime) -> None:
    request.credit.decision = CreditDecision(
        outcome=Decided.DECLINED,
        at=now,
        by=command.by,
        code=command.decline_code,
        reason=command.reason,
    )
    codes = (command.decline_code,)
    request.fire(Trigger.REJECT, command.by, now, Facts(codes=codes, said=command.reason))
    request.outcome = RequestOutcome(kind=OutcomeKind.REJECTED, codes=codes)
    # The customer gets the code's words alone: the analyst's own may be confidential.
    request.notify(NoticeKind.REJECTED, now, items=(Item(code=command.decline_code),))


def hinders_record_security(request: Request, now: datetime) -> Obstacle | None:
    if request.state is State.CREDIT_CHECK and request.credit.unmet_security is not None:
        return None
    refusal = WrongTurn("No deposit or letter of credit is being waited for.", state=request.state)
    return Obstacle(Why.NO_SECURITY_AWAITED, refusal)


def may_record_security(request: Request, command: RecordSecurity, now: datetime) -> None:
    clear_of(hinders_record_security(request, now))


def record_security(request: Request, command: RecordSecurity, now: datetime) -> None:
    _meet(request, request.credit.unmet_security, now, command.reference)
    request.deadlines.drop(_SECURITY_CLOCK)
    request.assign(Who.NOBODY, Task.AUTOMATIC_CHECKS, now)
    request.note(Happening.SECURITY_PROVIDED, command.by, now, Facts(said=command.reference))
    request.to_assess = True


def _meet(
    request: Request, condition: Condition | None, now: datetime, reference: str | None = None
) -> None:
    request.credit.conditions = [
        each.model_copy(update={"met_at": now, "reference": reference})
        if each is condition
        else each
        for each in request.credit.conditions
    ]


def settle_conditions(request: Request, now: datetime) -> None:
    """After the rules were read again: approves once nothing is left to be met (E5)."""
    credit = request.credit
    decision = credit.decision
    if decision is None or decision.limit is None:
        return
    held_back = failing(request.findings, Severity.BEFORE_LIMIT)
    contact = next((c for c in credit.unmet if c.kind is ConditionKind.BILLING_CONTACT), None)
    if held_back and contact is None:
        credit.conditions.append(Condition(kind=ConditionKind.BILLING_CONTACT, since=now))
        request.note(Happening.HELD_BACK, WORKER, now, Facts(codes=("E5",)))
        if credit.unmet_security is not None:
            request.notify(NoticeKind.TO_FIX, now, items=items_of(held_back))
    elif not held_back and contact is not None:
        _meet(request, contact, now)
    if held_back and credit.unmet_security is None:
        wait_for_fixes(request, held_back, now)
    elif held_back:
        request.recheck_daily(now)
    if not credit.unmet:
        request.deadlines.clear()
        approval.approve(request, decision.limit, decision.by, now)
