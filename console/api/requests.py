"""Requests: reading them, opening them, and the customer's own moves."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from pydantic import BeforeValidator

from console.access import Action, Actor, allowed
from console.api.acting import reach_account, reach_request, send, shown
from console.api.bodies import Submission, Switching, WithReason
from console.api.documented_refusals import CHANGING, READING
from console.api.examples import FORM
from console.api.parameters import Key, Scope
from console.api.reading import ApiRoute
from console.api.statements import command_of
from console.services import OurServices, Services
from domain.access import require
from domain.errors import InvalidFile, NotAllowed
from domain.forms.form import FieldProblem, identity_of, problems_in
from domain.papers.advice import Advice
from domain.requests import messages
from domain.requests.snapshot import Snapshot, TimelineEntry
from domain.rules.findings import Finding
from domain.turns import Part
from domain.values.amounts import written_out
from files.reading import configured_policy
from wording.catalogue import staff_words

router = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["requests"], responses=CHANGING)
reading = APIRouter(prefix="/api/v1", route_class=ApiRoute, tags=["requests"], responses=READING)

Form = Annotated[
    dict[str, Any],
    BeforeValidator(written_out),
    Body(
        description="The form. A draft may be incomplete or wrong and is kept as it is; it names"
        " at least `commerce_account_id` and `scope.id`.",
        examples=[FORM],
    ),
]


class DraftedRequest(Snapshot):
    """A request with what keeps its form from being submitted."""

    problems: tuple[FieldProblem, ...] = ()


class Checked(Part):
    """The dry run of every rule."""

    findings: tuple[Finding, ...]
    passes: bool
    advice: tuple[Advice, ...] = ()
    """What the company's invoices will need in its country; none of it is required."""


@router.post("/check", operation_id="check_form", summary="Dry run of every rule")
async def check(
    form: Form, services: OurServices, actor: Annotated[Actor, Depends(allowed(Action.CHECK))]
) -> Checked:
    """Reads every rule on a form and its account, and changes nothing. Says, too, what its invoices
    will need in the company's country."""
    if actor.is_customer:
        await _require_own_scope(services, actor, Action.CHECK, form)
    findings = await services.ledger.check(form)
    passes = not any(each.failed for each in findings)
    if not actor.may(Action.VIEW_EVIDENCE):
        findings = tuple(
            each.model_copy(update={"evidence": {}, "band": None}) for each in findings
        )
    return Checked(findings=findings, passes=passes, advice=services.ledger.advice_on(form))


@router.post(
    "/requests",
    operation_id="open_request",
    summary="Open a draft, or submit at once",
    status_code=HTTPStatus.CREATED,
)
async def open_request(
    form: Form,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.OPEN_REQUEST))],
    submit: Annotated[bool, Query(description="Submit it at once.")] = False,
    key: Key = None,
) -> DraftedRequest:
    """Opens a draft, however incomplete, and says what is still to be put right. With `submit` it
    is submitted if nothing is."""
    if submit:
        require(actor, Action.SUBMIT)
    if actor.is_customer:
        await _require_own_scope(services, actor, Action.OPEN_REQUEST, form)
    snapshot = await services.requests.open(form, actor.sign_in, key)
    services.live.poll_now()
    problems = _problems(form, services)
    if submit and problems:
        refusal = InvalidFile([each.model_dump() for each in problems])
        refusal.details["request"] = snapshot.request
        raise refusal
    if submit:
        submission = messages.Submit(by=actor.sign_in)
        snapshot = await services.requests.send(
            snapshot.request, submission, f"{key}/submit" if key else None
        )
    return DraftedRequest(**dict(shown(actor, snapshot)), problems=problems)


@reading.get(
    "/requests/{scope}",
    operation_id="show_request",
    summary="Where a request stands",
)
async def show_request(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))],
) -> Snapshot:
    """Who must act, on what and until when, and everything else."""
    await reach_request(services, actor, Action.VIEW_REQUEST, scope)
    snapshot = await services.requests.snapshot(scope)
    return shown(actor, await services.ledger.with_contact(snapshot))


@reading.get(
    "/requests/{scope}/timeline", operation_id="show_timeline", summary="What happened, and when"
)
async def timeline(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.VIEW_REQUEST))],
) -> tuple[TimelineEntry, ...]:
    await reach_request(services, actor, Action.VIEW_REQUEST, scope)
    return shown(actor, await services.requests.snapshot(scope)).timeline


@router.put("/requests/{scope}/form", operation_id="edit_form", summary="Change the form")
async def edit(
    scope: Scope,
    form: Form,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.EDIT_DRAFT))],
    key: Key = None,
) -> DraftedRequest:
    """Of a draft, or of a request in which something is to be put right."""
    command = messages.EditDraft(by=actor.sign_in, draft=form)
    snapshot = await send(services, actor, Action.EDIT_DRAFT, scope, command, key)
    return DraftedRequest(**dict(snapshot), problems=_problems(form, services))


@router.post("/requests/{scope}/submit", operation_id="submit_request", summary="Submit a draft")
async def submit_request(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.SUBMIT))],
    body: Submission | None = None,
    key: Key = None,
) -> Snapshot:
    """The rules are read at once and the answer has the result."""
    await reach_request(services, actor, Action.SUBMIT, scope)
    enclosed = None
    if body is not None and body.credit_application is not None:
        require(actor, Action.RETURN_APPLICATION)
        enclosed = await command_of(services, actor, scope, body.credit_application)
    command = messages.Submit(by=actor.sign_in, enclosed=enclosed)
    return await send(services, actor, Action.SUBMIT, scope, command, key)


@router.post(
    "/requests/{scope}/recheck", operation_id="recheck_request", summary="Read the rules again"
)
async def recheck(
    scope: Scope,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.RECHECK))],
    key: Key = None,
) -> Snapshot:
    """On the account as it is now."""
    command = messages.Recheck(by=actor.sign_in)
    return await send(services, actor, Action.RECHECK, scope, command, key)


@router.post("/requests/{scope}/withdraw", operation_id="withdraw_request", summary="End a request")
async def withdraw(
    scope: Scope,
    body: WithReason,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.WITHDRAW))],
    key: Key = None,
) -> Snapshot:
    """Because the customer wishes so. They may apply again."""
    command = messages.Withdraw(by=actor.sign_in, reason=body.reason)
    return await send(services, actor, Action.WITHDRAW, scope, command, key)


@router.post(
    "/requests/{scope}/switch",
    operation_id="switch_to_invoice",
    summary="Pay by invoice from now on, for good",
)
async def switch(
    scope: Scope,
    body: Switching,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.SWITCH))],
    key: Key = None,
) -> Snapshot:
    """The account is read again at that moment; what is in the way is shown and nothing is
    changed. This cannot be undone."""
    command = messages.SwitchToInvoice(
        by=actor.sign_in, understood_irreversible=body.understood_irreversible
    )
    return await send(services, actor, Action.SWITCH, scope, command, key)


async def _require_own_scope(
    services: Services, actor: Actor, action: Action, form: dict[str, Any]
) -> None:
    """A form that names somebody else's account, or a scope of theirs, is not the customer's."""
    scope, account = identity_of(form, datetime.now(UTC).date())
    reach_account(actor, action, account)
    if (await services.ledger.standing(account)).account.scope(scope) is None:
        raise NotAllowed(staff_words()("door.nothing_of_yours"))


def _problems(form: dict[str, Any], services: Services) -> tuple[FieldProblem, ...]:
    most = configured_policy(services.settings).credit.largest_amount
    return problems_in(form, datetime.now(UTC).date(), most)
