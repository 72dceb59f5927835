"""Collecting and reviewing legal documents."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.errors import (
    DocumentRefused,
    DocumentUnknown,
    WrongTurn,
)
from domain.forms.documents import (
    DocumentAsk,
    DocumentKind,
    LegalDocument,
    Verdict,
    ask_for,
    is_met,
    still_to_send,
    to_review,
)
from domain.notices import Audience, Item, NoticeKind
from domain.operations.obstacles import Obstacle, clear_of
from domain.requests import credit
from domain.requests.choices import kinds_to_add, kinds_to_ask, uploads_to_review
from domain.requests.deadlines import CREDIT_CLOCK, Alarm
from domain.requests.happenings import Facts, Happening
from domain.requests.lifecycle import State, Trigger
from domain.requests.messages import AddDocument, AskForDocuments, ReviewDocument
from domain.requests.obstacles import Why, unless_allowed
from domain.requests.outcomes import Settled, SettledWith
from domain.requests.request import Request
from domain.tasks import Task
from domain.turns import Who

_SENDING_CLOCK = frozenset({Alarm.DOCUMENTS_REMINDER, Alarm.DOCUMENTS_DEADLINE})


def hinders_ask(request: Request, now: datetime) -> Obstacle | None:
    if request.state is not State.LEGAL_DOCUMENTS:
        said = "documents are asked for while it is being checked"
        return unless_allowed(request, Trigger.REQUEST_DOCUMENTS, Why.NOT_BEING_CHECKED, said)
    if kinds_to_ask(request.state, request.asks):
        return None
    return Obstacle(Why.EVERY_DOCUMENT_ASKED, _asked_already())


def may_ask(request: Request, command: AskForDocuments, now: datetime) -> None:
    clear_of(hinders_ask(request, now))
    if not _not_asked_yet(request, command):
        raise _asked_already()


def _asked_already() -> WrongTurn:
    said = "These documents are being asked for already; refuse one to have another sent."
    return WrongTurn(said)


def _not_asked_yet(request: Request, command: AskForDocuments) -> list[DocumentKind]:
    left = kinds_to_ask(request.state, request.asks)
    return [kind for kind in dict.fromkeys(command.kinds) if kind in left]


def ask(request: Request, command: AskForDocuments, now: datetime) -> None:
    """A verifier asks for documents; while some are being collected these come on top."""
    form = request.applicant.legal_form
    asks = [ask_for(kind, form, command.reason) for kind in _not_asked_yet(request, command)]
    request_documents(request, asks, command.by, now)


def request_documents(
    request: Request, asks: Sequence[DocumentAsk], by: str, now: datetime
) -> None:
    facts = Facts(codes=tuple(each.kind for each in asks))
    if request.state is State.LEGAL_DOCUMENTS:
        request.note(Happening.MORE_DOCUMENTS_ASKED, by, now, facts)
    else:
        request.fire(Trigger.REQUEST_DOCUMENTS, by, now, facts)
        request.asks = []
        request.deadlines.stop(CREDIT_CLOCK, now)
        request.deadlines.running.clear()
        request.to_assess = False
    sent_before = len(request.documents)
    request.asks += [each.model_copy(update={"sent_before": sent_before}) for each in asks]
    until = request.deadlines.start(
        request.policy.documents.deadline,
        now,
        Alarm.DOCUMENTS_DEADLINE,
        Alarm.DOCUMENTS_REMINDER,
    )
    request.assign(Who.CUSTOMER, Task.SEND_DOCUMENTS, now, until)
    request.notify(
        NoticeKind.DOCUMENTS_REQUESTED,
        now,
        deadline=until,
        items=asked_items(asks),
    )


def asked_items(asks: Sequence[DocumentAsk]) -> tuple[Item, ...]:
    """What a letter lists: each document, what will do instead, and why."""
    return tuple(
        Item(
            code=each.kind,
            detail=None if each.because else each.reason,
            instead=tuple(kind for kind in each.accepted if kind is not each.kind),
            because=each.because,
        )
        for each in asks
    )


def hinders_add(request: Request, now: datetime) -> Obstacle | None:
    if request.state is State.LEGAL_DOCUMENTS:
        return None
    refusal = WrongTurn("No legal documents are being asked for now.", state=request.state)
    return Obstacle(Why.NO_DOCUMENTS_ASKED, refusal)


def may_add(request: Request, command: AddDocument, now: datetime) -> None:
    clear_of(hinders_add(request, now))
    if command.kind not in kinds_to_add(request.asks):
        wanted = sorted({kind for each in request.asks for kind in each.accepted})
        raise DocumentRefused(
            "This kind of document was not asked for.", code="not_asked_for", accepted=wanted
        )
    for document in request.documents[min(each.sent_before for each in request.asks) :]:
        same = document.stored.sha256 == command.stored.sha256 and document.kind is command.kind
        if same and document.verdict is not Verdict.REFUSED:
            raise DocumentRefused(
                f"This file was sent before, as {document.id}.",
                code="sent_before",
                document=document.id,
            )


def add(request: Request, command: AddDocument, now: datetime) -> None:
    """Adds the upload; every earlier one stays. The verifier must act once all are in."""
    document = LegalDocument(
        id=f"doc-{len(request.documents) + 1}",
        kind=command.kind,
        stored=command.stored,
        uploaded_at=now,
        uploaded_by=command.by,
    )
    request.documents.append(document)
    facts = Facts(about=document.id, codes=(document.kind,))
    request.note(Happening.DOCUMENT_ADDED, command.by, now, facts)
    if still_to_send(request.asks, request.documents):
        return
    request.deadlines.stop(_SENDING_CLOCK, now)
    until = now + timedelta(days=request.policy.documents.review_days)
    request.deadlines.add(Alarm.DOCUMENTS_REVIEW_LATE, until)
    request.assign(Who.LEGAL, Task.REVIEW_DOCUMENTS, now, until)
    request.notify(NoticeKind.TEAM_DOCUMENTS_TO_REVIEW, now, Audience.LEGAL, deadline=until)


def hinders_review(request: Request, now: datetime) -> Obstacle | None:
    if (obstacle := _nothing_collected(request)) is not None:
        return obstacle
    if uploads_to_review(request.state, request.documents):
        return None
    return Obstacle(Why.NO_DOCUMENT_TO_REVIEW, WrongTurn("No document waits for a verdict."))


def _nothing_collected(request: Request) -> Obstacle | None:
    if request.state is State.LEGAL_DOCUMENTS:
        return None
    refusal = WrongTurn("No legal documents are being reviewed now.", state=request.state)
    return Obstacle(Why.NO_DOCUMENTS_IN_REVIEW, refusal)


def may_review(request: Request, command: ReviewDocument, now: datetime) -> None:
    """A document that somebody has reviewed already is refused with who did."""
    clear_of(_nothing_collected(request))
    document = next((d for d in request.documents if d.id == command.document), None)
    if document is None:
        known = [each.id for each in request.documents]
        raise DocumentUnknown(f"There is no document {command.document}.", documents=known)
    if document.verdict is not Verdict.PENDING:
        raise WrongTurn(
            f"{document.reviewed_by} has already {document.verdict} {document.id}.",
            reviewed_by=document.reviewed_by,
            verdict=document.verdict,
        )
    if not command.accept and not command.reason:
        raise WrongTurn("A document is refused with a reason that the customer can act on.")


def review(request: Request, command: ReviewDocument, now: datetime) -> None:
    verdict = Verdict.ACCEPTED if command.accept else Verdict.REFUSED
    request.documents = [
        each.model_copy(
            update={
                "verdict": verdict,
                "reviewed_at": now,
                "reviewed_by": command.by,
                "reason": command.reason,
            }
        )
        if each.id == command.document
        else each
        for each in request.documents
    ]
    accepted = Happening.DOCUMENT_ACCEPTED if command.accept else Happening.DOCUMENT_REFUSED
    facts = Facts(about=command.document, said=command.reason or None)
    request.note(accepted, command.by, now, facts)
    if all(is_met(each, request.documents) for each in request.asks):
        _accept_all(request, command.by, now)
    elif not command.accept:
        _send_back(request, command, now)


def _accept_all(request: Request, by: str, now: datetime) -> None:
    for finding in request.findings:
        if finding.needs_verifying:
            request.cleared[finding.code] = Settled(how=SettledWith.DOCUMENTS, by=by)
    request.deadlines.drop(_SENDING_CLOCK | {Alarm.DOCUMENTS_REVIEW_LATE})
    request.fire(Trigger.ACCEPT_DOCUMENTS, by, now)
    request.notify(NoticeKind.DOCUMENTS_ACCEPTED, now)
    if request.state is State.SUBMITTED:
        request.assign(Who.NOBODY, Task.AUTOMATIC_CHECKS, now)
        request.to_assess = True
    else:
        credit.resume(request, now)


def _send_back(request: Request, command: ReviewDocument, now: datetime) -> None:
    refused = next(each for each in request.documents if each.id == command.document)
    if not still_to_send(request.asks, request.documents):
        return
    if not to_review(request.documents):
        request.deadlines.drop({Alarm.DOCUMENTS_REVIEW_LATE})
    request.deadlines.resume(_SENDING_CLOCK, now)
    until = request.deadlines.at(Alarm.DOCUMENTS_DEADLINE) or request.deadlines.start(
        request.policy.documents.deadline,
        now,
        Alarm.DOCUMENTS_DEADLINE,
        Alarm.DOCUMENTS_REMINDER,
    )
    request.assign(Who.CUSTOMER, Task.SEND_DOCUMENTS, now, until)
    request.notify(
        NoticeKind.DOCUMENT_REFUSED,
        now,
        deadline=until,
        items=(Item(code=refused.kind, detail=command.reason),),
    )
