"""Legal documents: asked for, sent, reviewed; and what a verifier may do besides."""

from datetime import datetime, timedelta

import pytest
from pydantic import ValidationError

from domain.forms.documents import DocumentKind, LegalForm, Verdict, ask_for
from domain.notices import Audience, NoticeKind
from domain.requests.happenings import Happening
from domain.requests.lifecycle import State
from domain.requests.messages import ExtendDeadline
from domain.turns import Who
from tests.domain.requests.lives import (
    CERTIFICATE,
    CUSTOMER,
    MONDAY,
    VERIFIER,
    Life,
    a_credit_check,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    fails,
    refused,
)

DEED = DocumentKind.NAME_CHANGE_DEED
TAX_CERTIFICATE = DocumentKind.GOVERNMENT_DOCUMENT
SEND = (Who.CUSTOMER, "send the legal documents")
REVIEW = (Who.LEGAL, "review the legal documents")


def a_request_for_two() -> Life:
    """A certificate and the deed of a change of name are asked for."""
    return a_request_for_documents(fails("E6", "ask"), fails("E9", "ask"))


def kinds(life: Life) -> list[DocumentKind]:
    return [ask.kind for ask in life.request.asks]


def test_several_rules_that_want_the_same_paper_ask_for_it_once() -> None:
    life = a_request_for_documents(
        fails("E6", "ask"), fails("E7", "ask"), fails("E8", "ask"), fails("E9", "ask")
    )
    assert [(ask.kind, ask.because) for ask in life.request.asks] == [
        (CERTIFICATE, ("E6", "E7", "E8")),
        (DEED, ("E9",)),
    ]
    assert "What E7 says." in life.request.asks[0].reason


def test_a_request_for_documents_names_them_the_reason_and_a_deadline() -> None:
    life = a_request_for_documents()
    assert life.assigned == SEND
    assert life.request.waiting_on.until == MONDAY + timedelta(days=30)
    notice = life.last(NoticeKind.DOCUMENTS_REQUESTED)
    assert notice.deadline == MONDAY + timedelta(days=30)
    (item,) = notice.items
    assert (item.code, item.because) == (CERTIFICATE, ("E6",))
    assert item.instead == (TAX_CERTIFICATE, DocumentKind.REGISTRATION_FORM)


@pytest.mark.parametrize(
    ("legal_form", "first", "instead"),
    [
        (
            "company",
            "certificate_of_incorporation",
            ["government_document", "registration_form"],
        ),
        ("sole_trader", "trade_register_extract", ["government_document", "registration_form"]),
        ("foundation", "deed_of_foundation", ["government_document", "registration_form"]),
        ("public_body", "establishing_act", ["government_document"]),
    ],
)
def test_nobody_is_asked_for_a_paper_that_their_legal_form_cannot_have(
    legal_form: str, first: str, instead: list[str]
) -> None:
    life = a_request_for_documents(company__legal_form=legal_form)
    (ask,) = life.request.asks
    assert list(ask.accepted) == [first, *instead]


@pytest.mark.parametrize(
    ("legal_form", "accepted"),
    [
        (LegalForm.COMPANY, (DEED,)),
        (LegalForm.FOUNDATION, (DEED,)),
        (LegalForm.SOLE_TRADER, (DEED, DocumentKind.TRADE_REGISTER_EXTRACT)),
        (LegalForm.PUBLIC_BODY, (DEED, DocumentKind.ESTABLISHING_ACT)),
    ],
)
def test_a_new_name_is_shown_by_what_the_legal_form_can_have(
    legal_form: LegalForm, accepted: tuple[DocumentKind, ...]
) -> None:
    assert ask_for(DEED, legal_form, "The name changed.", ("E9",)).accepted == accepted


def test_financial_statements_have_no_stand_in() -> None:
    kind = DocumentKind.FINANCIAL_STATEMENTS
    assert ask_for(kind, LegalForm.COMPANY, "Please send them.").accepted == (kind,)


@pytest.mark.parametrize(
    "life",
    [a_submitted_request(fails("E6", "mismatch")), a_credit_check(), a_review()],
    ids=["submitted", "credit check", "review"],
)
def test_a_verifier_asks_for_documents(life: Life) -> None:
    life.ask_for_documents(DEED, reason="Your name is another one in the register.")
    assert life.request.state is State.LEGAL_DOCUMENTS
    assert life.assigned == SEND
    (item,) = life.last(NoticeKind.DOCUMENTS_REQUESTED).items
    assert (item.detail, item.because) == ("Your name is another one in the register.", ())
    assert {entry.by for entry in life.request.timeline[-1:]} == {VERIFIER}


@pytest.mark.parametrize("life", [a_draft_request(), an_approved_request()])
def test_no_documents_are_asked_for_in_a_draft_or_after_the_approval(life: Life) -> None:
    with refused(life, "not_possible_now") as refusal:
        life.ask_for_documents()
    assert refusal.value.details["trigger"] == "request_documents"


def test_while_documents_are_collected_more_may_be_asked_for() -> None:
    life = a_request_for_documents()
    life.pass_time(days=20)
    life.ask_for_documents(DEED)
    assert kinds(life) == [CERTIFICATE, DEED]
    assert life.request.waiting_on.until == MONDAY + timedelta(days=50)
    assert [item.code for item in life.last(NoticeKind.DOCUMENTS_REQUESTED).items] == [DEED]


def test_each_paper_is_asked_for_once() -> None:
    life = a_request_for_documents()
    with refused(life, "not_waiting_for_this"):
        life.ask_for_documents(CERTIFICATE)
    life.ask_for_documents(CERTIFICATE, DEED, DEED)
    assert kinds(life) == [CERTIFICATE, DEED]


def test_what_was_sent_before_a_paper_was_asked_for_does_not_answer_it() -> None:
    life = a_request_for_documents()
    life.send(TAX_CERTIFICATE)
    life.ask_for_documents(DocumentKind.REGISTRATION_FORM)
    assert life.assigned == SEND
    assert [ask.kind for ask in life.snapshot.documents.still_to_send] == [
        DocumentKind.REGISTRATION_FORM
    ]
    life.accept("doc-1")
    assert life.assigned == SEND
    life.accept(life.send(DocumentKind.REGISTRATION_FORM, "b"))
    assert life.request.state is State.APPROVED


def test_a_document_goes_to_the_verifier_and_is_kept_with_its_sha256() -> None:
    life = a_request_for_documents()
    life.pass_time(days=2)
    assert life.send() == "doc-1"
    assert life.assigned == REVIEW
    assert life.notified()[-1] is NoticeKind.TEAM_DOCUMENTS_TO_REVIEW
    (document,) = life.snapshot.documents.received
    assert (document.stored.sha256, document.verdict) == ("a" * 64, Verdict.PENDING)
    assert (document.uploaded_by, document.uploaded_at) == (CUSTOMER, MONDAY + timedelta(days=2))
    assert life.snapshot.documents.deadline is None


def test_the_customer_is_not_reminded_while_the_verifier_must_act() -> None:
    life = a_request_for_documents()
    life.send()
    life.pass_time(days=100)
    assert life.notified(Audience.CUSTOMER) == [NoticeKind.DOCUMENTS_REQUESTED]
    assert life.notified().count(NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE) == 1
    assert life.assigned == REVIEW


def test_accepted_documents_clear_what_could_not_be_verified() -> None:
    life = a_request_for_documents(fails("E6", "ask"), fails("E7", "ask"))
    life.accept(life.send(TAX_CERTIFICATE))
    assert life.request.state is State.APPROVED
    assert life.snapshot.cleared.keys() == {"E6", "E7"}
    assert NoticeKind.DOCUMENTS_ACCEPTED in life.notified()
    (document,) = life.snapshot.documents.received
    assert (document.verdict, document.reviewed_by) == (Verdict.ACCEPTED, VERIFIER)


def test_after_documents_the_rules_are_read_again() -> None:
    life = a_request_for_documents()
    life.send()
    life.rules = (fails("E4"),)
    life.accept()
    assert life.assigned == (Who.CUSTOMER, "put right: E4")


def test_with_not_all_documents_the_customer_must_still_act() -> None:
    life = a_request_for_two()
    life.send(CERTIFICATE)
    assert life.assigned == SEND
    assert [ask.kind for ask in life.snapshot.documents.still_to_send] == [DEED]
    life.pass_time(days=23)
    assert [item.code for item in life.last(NoticeKind.DOCUMENTS_REMINDER).items] == [DEED]
    life.accept("doc-1")
    assert life.request.state is State.LEGAL_DOCUMENTS
    life.send(DEED, "b")
    assert life.assigned == REVIEW
    life.accept("doc-2")
    assert life.request.state.value == "approved"


def test_a_refused_document_is_notified_with_its_reason_and_another_may_be_sent() -> None:
    life = a_request_for_documents()
    life.pass_time(days=10)
    life.send()
    life.pass_time(days=2)
    life.refuse("doc-1", "The stamp is missing.")
    assert life.assigned == SEND
    assert life.request.waiting_on.until == MONDAY + timedelta(days=32)
    (item,) = life.last(NoticeKind.DOCUMENT_REFUSED).items
    assert (item.code, item.detail) == (CERTIFICATE, "The stamp is missing.")
    assert life.send(content="b") == "doc-2"
    life.accept("doc-2")
    assert life.request.state is State.APPROVED
    assert [document.verdict for document in life.snapshot.documents.received] == [
        Verdict.REFUSED,
        Verdict.ACCEPTED,
    ]


def test_a_refused_file_may_be_sent_again_another_one_not_twice() -> None:
    life = a_request_for_documents()
    life.send(content="a")
    life.refuse()
    life.send(content="a")
    with refused(life, "document_refused") as refusal:
        life.send(content="a")
    assert refusal.value.details == {"code": "sent_before", "document": "doc-2"}


def test_after_a_refusal_that_leaves_nothing_missing_the_verifier_must_act() -> None:
    life = a_request_for_documents()
    life.send(content="a")
    life.send(TAX_CERTIFICATE, "b")
    life.refuse("doc-1")
    assert life.assigned == REVIEW
    life.accept("doc-2")
    assert life.request.state is State.APPROVED


def test_a_document_is_refused_with_a_reason() -> None:
    life = a_request_for_documents()
    life.send()
    with refused(life, "not_waiting_for_this"):
        life.refuse(reason=None)


def test_a_document_gets_one_verdict() -> None:
    life = a_request_for_two()
    life.send()
    life.accept()
    with refused(life, "not_waiting_for_this") as refusal:
        life.refuse()
    assert refusal.value.details == {"reviewed_by": VERIFIER, "verdict": "accepted"}


def test_a_verdict_about_an_unknown_document_is_refused() -> None:
    life = a_request_for_documents()
    life.send()
    with refused(life, "document_unknown") as refusal:
        life.accept("doc-9")
    assert refusal.value.details == {"documents": ["doc-1"]}


def test_only_what_was_asked_for_is_taken() -> None:
    life = a_request_for_documents()
    with refused(life, "document_refused") as refusal:
        life.send(DEED)
    assert refusal.value.details["code"] == "not_asked_for"
    assert refusal.value.details["accepted"] == sorted(life.request.asks[0].accepted)


@pytest.mark.parametrize("life", [a_draft_request(), a_review(), an_approved_request()])
def test_no_document_is_taken_or_reviewed_that_nobody_waits_for(life: Life) -> None:
    with refused(life, "not_waiting_for_this"):
        life.send()
    with refused(life, "not_waiting_for_this"):
        life.accept()


def test_a_missed_deadline_is_escalated_to_the_verifier_and_never_decided() -> None:
    life = a_request_for_documents()
    life.pass_time(days=30)
    assert life.notified() == [
        NoticeKind.DOCUMENTS_REQUESTED,
        *[NoticeKind.DOCUMENTS_REMINDER] * 2,
        NoticeKind.TEAM_DOCUMENTS_DEADLINE_MISSED,
        NoticeKind.DOCUMENTS_DEADLINE_MISSED,
    ]
    assert life.assigned == (Who.LEGAL, "extend the deadline or reject")
    life.pass_time(days=300)
    assert life.request.state is State.LEGAL_DOCUMENTS


def test_the_verifier_extends_a_missed_deadline_with_its_reminders() -> None:
    life = a_request_for_documents()
    life.pass_time(days=31)
    until = life.now + timedelta(days=5)
    life.extend(until)
    assert life.assigned == SEND
    assert life.snapshot.documents.deadline == until == life.request.waiting_on.until
    happened = life.request.timeline[-1]
    assert (happened.kind, happened.deadline, happened.said) == (
        Happening.DEADLINE_EXTENDED,
        until,
        "They are on their way.",
    )
    notice = life.notices[-1]
    assert notice.reason == "They are on their way."
    assert (notice.kind, notice.deadline) == (NoticeKind.DOCUMENTS_DEADLINE_EXTENDED, until)
    assert [item.code for item in notice.items] == [CERTIFICATE]
    life.pass_time(days=4)
    assert life.notified()[-1] is NoticeKind.DOCUMENTS_REMINDER
    life.pass_time(days=1)
    assert life.assigned[0] is Who.LEGAL


def test_an_extension_is_later_than_the_present_deadline() -> None:
    life = a_request_for_documents()
    standing = MONDAY + timedelta(days=30)
    for until in (MONDAY, standing, standing + timedelta(days=3650)):
        with refused(life, "deadline_not_extendable"):
            life.extend(until)
    life.extend(standing + timedelta(seconds=1))
    life.extend(MONDAY + timedelta(days=3650))


def test_a_deadline_is_never_moved_into_the_past() -> None:
    life = a_request_for_documents()
    life.pass_time(days=40)
    with refused(life, "deadline_not_extendable"):
        life.extend(MONDAY + timedelta(days=35))


def test_an_extension_names_its_time_zone() -> None:
    with pytest.raises(ValidationError):
        ExtendDeadline(by=VERIFIER, until=datetime(2027, 1, 1))  # noqa: DTZ001


@pytest.mark.parametrize("life", [a_draft_request(), a_review(), an_approved_request()])
def test_no_other_deadline_is_extended(life: Life) -> None:
    with refused(life, "deadline_not_extendable"):
        life.extend(MONDAY + timedelta(days=400))


def test_what_the_verifier_has_is_not_extended() -> None:
    life = a_request_for_documents()
    life.send()
    with refused(life, "deadline_not_extendable"):
        life.extend(MONDAY + timedelta(days=400))


def test_a_document_that_comes_after_the_deadline_is_reviewed_all_the_same() -> None:
    life = a_request_for_documents()
    life.pass_time(days=35)
    life.send()
    assert life.assigned == REVIEW
    life.accept()
    assert life.request.state is State.APPROVED


def test_an_edit_of_the_company_takes_back_what_documents_had_proved() -> None:
    life = a_request_for_documents()
    life.send()
    life.rules = (fails("E6", "ask"), fails("E4"))
    life.accept()
    assert life.assigned == (Who.CUSTOMER, "put right: E4")
    life.rules = (fails("E6", "ask"),)
    life.edit(company__name="Contoso Holding B.V.")
    assert life.request.state is State.LEGAL_DOCUMENTS
    assert life.assigned == SEND
    assert [ask.kind for ask in life.snapshot.documents.still_to_send] == [CERTIFICATE]


def test_for_another_company_name_the_same_file_may_be_sent_once_more() -> None:
    life = a_request_for_documents()
    life.send(content="a")
    life.rules = (fails("E6", "ask"), fails("E4"))
    life.accept()
    life.rules = (fails("E6", "ask"),)
    life.edit(company__name="Contoso Holding B.V.")
    life.accept(life.send(content="a"))
    assert life.request.state is State.APPROVED
    assert len(life.request.documents) == 2


def test_an_edit_of_something_else_leaves_it_proved() -> None:
    life = a_request_for_documents()
    life.send()
    life.rules = (fails("E6", "ask"), fails("E4"))
    life.accept()
    life.rules = (fails("E6", "ask"),)
    life.edit(administrators=["ben@contoso.nl"])
    assert life.request.state is State.APPROVED


def test_documents_asked_for_during_the_review_answer_that_round_only() -> None:
    life = a_request_for_documents(credit={"amount": "20000.00", "currency": "EUR"})
    life.accept(life.send(content="a"))
    assert life.request.state is State.CREDIT_CHECK
    life.ask_for_documents(CERTIFICATE, reason="A newer one, please.")
    assert life.assigned == SEND
    life.accept(life.send(content="b"))
    assert life.request.state.value == "credit_check"


def test_nothing_is_overruled_while_documents_come_in() -> None:
    life = a_request_for_documents()
    with refused(life, "finding_not_overrulable"):
        life.overrule("E6")
