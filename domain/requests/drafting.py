"""Opening, editing, submitting, rechecking and withdrawing: the customer's own moves."""

from datetime import datetime
from typing import Any

from domain.errors import FormInvalid, ScopeFixed, UnderWay, WrongTurn
from domain.forms.form import FieldProblem, identity_of, problems_in
from domain.notices import NoticeKind
from domain.operations.obstacles import Obstacle, clear_of
from domain.requests import credit
from domain.requests.deadlines import Alarm
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State, Trigger
from domain.requests.messages import EditDraft, OpenRequest, Recheck, Submit, Withdraw
from domain.requests.obstacles import Why, unless_allowed
from domain.requests.outcomes import OutcomeKind, RequestOutcome
from domain.requests.request import Request
from domain.tasks import Task
from domain.turns import WORKER, WaitingOn, Who


def open_draft(opening: OpenRequest, request_id: str, run: str, now: datetime) -> Request:
    """A new draft. It lapses when nobody submits it within the policy's period."""
    request = Request(
        id=request_id,
        run=run,
        scope_id=opening.scope_id,
        account_id=opening.account_id,
        policy=opening.policy,
        draft=opening.draft,
        opened_at=now,
        waiting_on=WaitingOn(who=Who.CUSTOMER, task=Task.COMPLETE_AND_SUBMIT, since=now),
    )
    until = request.deadlines.start(
        opening.policy.draft, now, Alarm.DRAFT_ABANDONED, Alarm.DRAFT_REMINDER
    )
    request.assign(Who.CUSTOMER, Task.COMPLETE_AND_SUBMIT, now, until)
    request.attributed_to(opening)
    request.note(Happening.OPENED, opening.by, now)
    return request


def hinders_while_switching(request: Request) -> Obstacle | None:
    """While the switch is being made nothing else may touch the request."""
    if request.switching_by is None:
        return None
    refusal = UnderWay("The switch to invoices is being made at this very moment.")
    return Obstacle(Why.SWITCH_UNDER_WAY, refusal)


def hinders_edit(request: Request, now: datetime) -> Obstacle | None:
    fixing = request.state is State.SUBMITTED and request.waiting_on.who is Who.CUSTOMER
    if request.state is State.DRAFT or fixing:
        return None
    refusal = WrongTurn(
        "The form can be changed while it is a draft, or while something in it has to be put"
        " right.",
        state=request.state,
    )
    return Obstacle(Why.FORM_STANDS, refusal)


def may_edit(request: Request, command: EditDraft, now: datetime) -> None:
    """A draft may hold anything; a submitted form may change while it is to be put right, and
    must stay complete."""
    clear_of(hinders_edit(request, now))
    if identity_of(command.draft, now.date()) != (request.scope_id, request.account_id):
        raise ScopeFixed(
            "A request cannot move to another account, subscription or billing profile. Withdraw"
            " it and open a new one instead."
        )
    if request.state is not State.DRAFT:
        most = request.policy.credit.largest_amount
        clear_of(_incomplete(problems_in(command.draft, now.date(), most)))


def edit(request: Request, command: EditDraft, now: datetime) -> None:
    taken_back = _taken_back(request, command.draft)
    for rule in taken_back:
        del request.cleared[rule]
    request.draft = command.draft
    request.revision += 1
    request.to_assess = request.state is State.SUBMITTED
    request.note(Happening.EDITED, command.by, now, Facts(codes=taken_back))


_OF_SIGN_INS = ("administrators", "other_domains")


def _taken_back(request: Request, draft: dict[str, Any]) -> tuple[str, ...]:
    """What a verifier or documents had settled about what the form says no longer."""
    if request.draft.get("company") != draft.get("company"):
        return tuple(sorted(request.cleared))
    if any(request.draft.get(name) != draft.get(name) for name in _OF_SIGN_INS):
        return tuple(rule for rule in request.cleared if rule == "E4")
    return ()


def hinders_submit(request: Request, now: datetime) -> Obstacle | None:
    said = "only a draft is submitted"
    submitted = unless_allowed(request, Trigger.SUBMIT, Why.SUBMITTED_ALREADY, said)
    return submitted or _incomplete(request.problems(now.date()))


def may_submit(request: Request, command: Submit, now: datetime) -> None:
    clear_of(hinders_submit(request, now))
    if command.enclosed is not None:
        credit.may_return_application(request, command.enclosed, now)


def submit(request: Request, command: Submit, now: datetime) -> None:
    request.fire(Trigger.SUBMIT, command.by, now)
    request.deadlines.clear()
    request.assign(Who.NOBODY, Task.AUTOMATIC_CHECKS, now)
    request.to_assess = True
    if command.enclosed is not None:
        credit.return_application(request, command.enclosed, now)


def hinders_recheck(request: Request, now: datetime) -> Obstacle | None:
    if (switching := hinders_while_switching(request)) is not None:
        return switching
    if request.state in (State.SUBMITTED, State.CREDIT_CHECK, State.APPROVED):
        return None
    refusal = WrongTurn("There is nothing to check again now.", state=request.state)
    return Obstacle(Why.NOTHING_TO_CHECK, refusal)


def may_recheck(request: Request, command: Recheck, now: datetime) -> None:
    clear_of(hinders_recheck(request, now))


def recheck(request: Request, command: Recheck, now: datetime) -> None:
    """Reads the rules again, on the account as it is now."""
    request.note(Happening.RECHECKED, command.by, now)
    request.revision += 1
    request.to_assess = True


def hinders_withdraw(request: Request, now: datetime) -> Obstacle | None:
    return hinders_while_switching(request) or unless_allowed(
        request, Trigger.WITHDRAW, Why.ENDED, "it cannot be withdrawn any more"
    )


def may_withdraw(request: Request, command: Withdraw, now: datetime) -> None:
    clear_of(hinders_withdraw(request, now))


def withdraw(request: Request, command: Withdraw, now: datetime) -> None:
    request.fire(Trigger.WITHDRAW, command.by, now, Facts(said=command.reason))
    request.outcome = RequestOutcome(kind=OutcomeKind.WITHDRAWN)
    request.notify(NoticeKind.WITHDRAWN, now, reason=command.reason)


def lapse(request: Request, outcome: OutcomeKind, now: datetime) -> None:
    """Ends a request that the customer left lying: `abandoned`, `no_answer` or
    `approval_not_used`. The customer may apply again."""
    request.fire(Trigger.LAPSE, WORKER, now, Facts(codes=(outcome,)))
    request.outcome = RequestOutcome(kind=outcome)
    request.notify(NoticeKind.LAPSED, now, reason=outcome)


def _incomplete(problems: tuple[FieldProblem, ...]) -> Obstacle | None:
    if not problems:
        return None
    refusal = FormInvalid([problem.model_dump() for problem in problems])
    return Obstacle(Why.FORM_INCOMPLETE, refusal, {"problems": len(problems)})
