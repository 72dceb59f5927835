"""Legal documents: asked for, sent, refused, accepted; and what a verifier may judge alone."""

from decimal import Decimal

import pytest

from domain.errors import DomainError
from domain.forms.documents import DocumentKind, StoredDocument, Verdict
from domain.notices import NoticeKind
from domain.requests import messages
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.workflows.customers import ANNA, CARL, LARGE, OTHER_NAME, SIMILAR_NAME, VERA, a_customer
from tests.workflows.steps import (
    RETURN_APPLICATION,
    SCAN,
    add_document,
    in_review,
    review,
    submitted,
)
from tests.workflows.system import System

CERTIFICATE = DocumentKind.CERTIFICATE_OF_INCORPORATION


async def test_a_similar_name_is_explained_by_a_document_and_assessed_again(system: System) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    asked = await submitted(system, customer)
    assert asked.state is State.LEGAL_DOCUMENTS
    assert [ask.because for ask in asked.documents.asked_for] == [("E6",)]

    assert (await add_document(system, customer, CERTIFICATE)).waiting_on.who is Who.LEGAL
    refused = await review(system, customer, "doc-1", accept=False, reason="It is not signed.")
    assert (refused.state, refused.waiting_on.who) == (State.LEGAL_DOCUMENTS, Who.CUSTOMER)

    await add_document(system, customer, DocumentKind.GOVERNMENT_DOCUMENT, SCAN)
    accepted = await review(system, customer, "doc-2", accept=True)
    assert accepted.state is State.APPROVED
    verdicts = [document.verdict for document in accepted.documents.received]
    assert verdicts == [Verdict.REFUSED, Verdict.ACCEPTED]
    await system.was_notified(
        customer,
        [
            NoticeKind.DOCUMENTS_REQUESTED,
            NoticeKind.TEAM_DOCUMENTS_TO_REVIEW,
            NoticeKind.DOCUMENT_REFUSED,
            NoticeKind.TEAM_DOCUMENTS_TO_REVIEW,
            NoticeKind.DOCUMENTS_ACCEPTED,
            NoticeKind.APPROVED,
        ],
    )


async def test_documents_asked_for_during_the_review_stop_its_clock(system: System) -> None:
    customer = a_customer(credit=LARGE)
    await in_review(system, customer)
    await system.pass_days(customer, 3)
    ask = messages.AskForDocuments(by=VERA, kinds=(CERTIFICATE,), reason="We need a signed one.")
    assert (await system.send(customer, ask)).state is State.LEGAL_DOCUMENTS
    assert not (await system.pass_days(customer, 20)).credit.review_overdue

    await add_document(system, customer, CERTIFICATE)
    back = await review(system, customer, "doc-1", accept=True)
    assert (back.state, back.waiting_on.who) == (State.CREDIT_CHECK, Who.CREDIT)
    assert not (await system.pass_days(customer, 3.5)).credit.review_overdue
    assert (await system.pass_days(customer, 1)).credit.review_overdue


async def test_a_missed_deadline_goes_to_the_verifier_who_extends_it(system: System) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    asked = await submitted(system, customer)
    missed = await system.pass_days(customer, 31)
    assert (missed.state, missed.waiting_on.who) == (State.LEGAL_DOCUMENTS, Who.LEGAL)
    await system.was_notified(
        customer,
        [
            NoticeKind.DOCUMENTS_REQUESTED,
            NoticeKind.DOCUMENTS_REMINDER,
            NoticeKind.DOCUMENTS_REMINDER,
            NoticeKind.DOCUMENTS_DEADLINE_MISSED,
            NoticeKind.TEAM_DOCUMENTS_DEADLINE_MISSED,
        ],
    )

    assert asked.documents.deadline is not None
    until = asked.documents.deadline.replace(year=asked.documents.deadline.year + 1)
    extended = await system.send(customer, messages.ExtendDeadline(by=VERA, until=until))
    assert (extended.waiting_on.who, extended.waiting_on.until) == (Who.CUSTOMER, until)
    await add_document(system, customer, CERTIFICATE)
    assert (await review(system, customer, "doc-1", accept=True)).state is State.APPROVED


async def test_a_name_too_far_off_is_a_verifiers_to_judge(system: System) -> None:
    customer = a_customer(company__name=OTHER_NAME)
    unclear = await submitted(system, customer)
    assert (unclear.state, unclear.waiting_on.who) == (State.SUBMITTED, Who.LEGAL)
    assert (await system.notices(customer))[NoticeKind.TEAM_VERIFIER_NEEDED] == 1
    assert (await system.pass_days(customer, 6)).state is State.SUBMITTED

    overrule = messages.Overrule(by=VERA, rule="E6", reason="The group's holding; deed on file.")
    assert (await system.send(customer, overrule)).state is State.APPROVED
    await system.was_notified(
        customer,
        [
            NoticeKind.SUBMITTED,
            NoticeKind.TEAM_VERIFIER_NEEDED,
            NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE,
            NoticeKind.APPROVED,
        ],
    )


async def test_a_large_request_with_an_unclear_name_shows_documents_before_its_credit_check(
    system: System,
) -> None:
    customer = a_customer("contoso-large")
    await submitted(system, customer)
    await add_document(system, customer, CERTIFICATE)
    assert (await review(system, customer, "doc-1", accept=True)).state is State.CREDIT_CHECK
    await system.send(customer, RETURN_APPLICATION)
    approve = messages.ApproveCredit(by=CARL, limit=Decimal(48000))
    assert (await system.send(customer, approve)).state is State.APPROVED


async def test_an_upload_that_the_storage_does_not_hold_is_refused(system: System) -> None:
    customer = a_customer(company__name=SIMILAR_NAME)
    await submitted(system, customer)
    stored = await system.requests.upload(customer.request, SCAN)
    gone = stored.model_copy(update={"size": stored.size + 1})
    foreign = StoredDocument(
        **{**stored.model_dump(), "location": stored.location.replace("sub", "bus")}
    )
    for invented in (gone, foreign):
        with pytest.raises(DomainError) as refused:
            await system.send(
                customer, messages.AddDocument(by=ANNA, kind=CERTIFICATE, stored=invented)
            )
        assert refused.value.code == "document_refused"
    assert (await system.snapshot(customer)).documents.received == ()
