"""What analysts and verifiers do with a request."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends

from console.access import Action, Actor, allowed
from console.api.acting import send
from console.api.bodies import (
    Approval,
    Declined,
    DocumentsAsked,
    Extension,
    Overruling,
    Review,
    SecurityProvided,
    WithReason,
)
from console.api.documented_refusals import CHANGING
from console.api.parameters import DocumentId, Key, Scope
from console.api.reading import ApiRoute
from console.services import OurServices, Services
from domain.errors import InvalidFile
from domain.requests import messages
from domain.requests.snapshot import Snapshot
from wording.catalogue import staff_words

router = APIRouter(
    prefix="/api/v1/requests/{scope}", route_class=ApiRoute, tags=["decisions"], responses=CHANGING
)


@router.post("/approve", operation_id="approve_credit", summary="Approve a credit limit")
async def approve(
    scope: Scope,
    body: Approval,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.APPROVE))],
    key: Key = None,
) -> Snapshot:
    """What was asked, or less; on condition of security when named."""
    if body.security_amount is not None and body.security is None:
        said = staff_words()("api.which_security")
        raise InvalidFile([{"field": "security", "code": "missing", "problem": said}])
    command = messages.ApproveCredit(by=actor.sign_in, **dict(body))
    return await send(services, actor, Action.APPROVE, scope, command, key)


@router.post("/ask-for-more", operation_id="ask_for_more", summary="Ask for more information")
async def ask_for_more(
    scope: Scope,
    body: WithReason,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.ASK_FOR_MORE))],
    key: Key = None,
) -> Snapshot:
    """The review's time is stopped until the customer answers."""
    command = messages.AskForMore(by=actor.sign_in, reason=body.reason)
    return await send(services, actor, Action.ASK_FOR_MORE, scope, command, key)


@router.post("/decline", operation_id="decline_request", summary="Reject a request")
async def decline(
    scope: Scope,
    body: Declined,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.DECLINE))],
    key: Key = None,
) -> Snapshot:
    """The analyst's no, or a verifier's."""
    command = messages.Decline(by=actor.sign_in, decline_code=body.code, reason=body.reason)
    return await send(services, actor, Action.DECLINE, scope, command, key)


@router.post("/security", operation_id="record_security", summary="Record that security came in")
async def security(
    scope: Scope,
    body: SecurityProvided,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.RECORD_SECURITY))],
    key: Key = None,
) -> Snapshot:
    """The deposit or letter of credit that the approval waits for."""
    command = messages.RecordSecurity(by=actor.sign_in, reference=body.reference)
    return await send(services, actor, Action.RECORD_SECURITY, scope, command, key)


@router.post("/ask-for-documents", operation_id="ask_for_documents", summary="Ask for documents")
async def ask_for_documents(
    scope: Scope,
    body: DocumentsAsked,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.ASK_FOR_DOCUMENTS))],
    key: Key = None,
) -> Snapshot:
    """The letter names what is accepted instead."""
    kinds = tuple(dict.fromkeys(body.kinds))
    command = messages.AskForDocuments(by=actor.sign_in, kinds=kinds, reason=body.reason)
    return await send(services, actor, Action.ASK_FOR_DOCUMENTS, scope, command, key)


@router.post(
    "/documents/{document}/review",
    operation_id="review_document",
    summary="Accept a document, or refuse it",
)
async def review_document(
    scope: Scope,
    document: DocumentId,
    body: Review,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.REVIEW_DOCUMENT))],
    key: Key = None,
) -> Snapshot:
    """Refused with a reason that the customer can act on."""
    if not body.accept and not body.reason:
        said = staff_words()("api.refuse_why")
        raise InvalidFile([{"field": "reason", "code": "missing", "problem": said}])
    command = messages.ReviewDocument(by=actor.sign_in, document=document, **dict(body))
    return await send(services, actor, Action.REVIEW_DOCUMENT, scope, command, key)


@router.post("/extend-deadline", operation_id="extend_deadline", summary="Give the customer longer")
async def extend_deadline(
    scope: Scope,
    body: Extension,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.EXTEND_DEADLINE))],
    key: Key = None,
) -> Snapshot:
    """For legal documents, or for a deposit or letter of credit."""
    until = await _until(services, scope, body)
    command = messages.ExtendDeadline(by=actor.sign_in, until=until, reason=body.reason)
    asked = body.model_dump(mode="json", exclude_defaults=True)
    return await send(services, actor, Action.EXTEND_DEADLINE, scope, command, key, asked)


@router.post("/overrule", operation_id="overrule_finding", summary="Accept what a rule found")
async def overrule(
    scope: Scope,
    body: Overruling,
    services: OurServices,
    actor: Annotated[Actor, Depends(allowed(Action.OVERRULE))],
    key: Key = None,
) -> Snapshot:
    """A verifier's judgement, with why."""
    command = messages.Overrule(by=actor.sign_in, rule=body.rule.upper(), reason=body.reason)
    return await send(services, actor, Action.OVERRULE, scope, command, key)


async def _until(services: Services, scope: str, body: Extension) -> datetime:
    if (body.until is None) == (body.days is None):
        said = staff_words()("api.until_or_days")
        raise InvalidFile([{"field": "until", "code": "missing", "problem": said}])
    if body.until is not None:
        return body.until
    standing = (await services.requests.snapshot(scope)).waiting_on.until
    now = await services.requests.now(scope)
    return max(standing or now, now) + timedelta(days=body.days or 0)
