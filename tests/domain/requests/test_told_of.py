"""What letters and the timeline say of each step: who did what and why, and until when somebody
must act. A letter names the very deadline that the task has."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.forms.documents import Verdict
from domain.notices import NoticeKind
from domain.requests.deadlines import Alarm
from domain.requests.happenings import Happening
from domain.requests.snapshot import TimelineEntry
from domain.rules.findings import Finding
from tests.domain.requests.lives import (
    ANALYST,
    CERTIFICATE,
    CUSTOMER,
    MONDAY,
    VERIFIER,
    Life,
    a_credit_check,
    a_request_for_documents,
    a_review,
    euros,
    fails,
)

E5: Finding = fails("E5")


def _last(life: Life, kind: Happening) -> TimelineEntry:
    return next(each for each in reversed(life.request.timeline) if each.kind is kind)


def _refused() -> Life:
    life = a_request_for_documents()
    life.refuse(life.send())
    return life


def _asked_for_more() -> Life:
    life = a_review()
    life.ask_for_more()
    return life


def _waiting_for_review() -> Life:
    life = a_request_for_documents()
    life.send()
    return life


@pytest.mark.parametrize(
    ("lived", "kind", "days"),
    [
        (_waiting_for_review, NoticeKind.TEAM_DOCUMENTS_TO_REVIEW, 5),
        (_refused, NoticeKind.DOCUMENT_REFUSED, 30),
        (a_credit_check, NoticeKind.CREDIT_APPLICATION_REQUESTED, 30),
        (a_review, NoticeKind.TEAM_CREDIT_REVIEW_WAITING, 5),
        (_asked_for_more, NoticeKind.MORE_INFORMATION_REQUESTED, 30),
    ],
)
def test_a_letter_names_the_deadline_of_the_task(
    lived: Callable[[], Life], kind: NoticeKind, days: int
) -> None:
    life = lived()
    assert life.request.waiting_on.until == MONDAY + timedelta(days=days)
    assert life.last(kind).deadline == life.request.waiting_on.until


def test_the_customer_is_told_by_when_the_review_is_done_at_the_latest() -> None:
    life = a_review()
    late = life.last(NoticeKind.CREDIT_REVIEW_STARTED).deadline
    assert late is not None
    assert late == life.request.deadlines.at(Alarm.REVIEW_OVERDUE)


def test_what_becomes_of_a_document_is_written_down() -> None:
    life = a_request_for_documents()
    first = life.send()
    added = _last(life, Happening.DOCUMENT_ADDED)
    assert (added.by, added.about, added.codes) == (CUSTOMER, first, (CERTIFICATE,))
    life.pass_time(hours=1)
    life.refuse(first)
    refused = _last(life, Happening.DOCUMENT_REFUSED)
    assert (refused.by, refused.about, refused.said) == (VERIFIER, first, "It is not legible.")
    (document,) = life.request.documents
    assert (document.verdict, document.reason, document.reviewed_at) == (
        Verdict.REFUSED,
        "It is not legible.",
        MONDAY + timedelta(hours=1),
    )
    second = life.send(content="b")
    life.accept(second)
    accepted = _last(life, Happening.DOCUMENT_ACCEPTED)
    assert (accepted.by, accepted.about, accepted.said) == (VERIFIER, second, None)
    assert life.request.cleared["E6"].by == VERIFIER


def test_once_documents_are_accepted_nobody_is_told_that_their_review_is_late() -> None:
    life = a_review()
    life.ask_for_documents()
    life.accept(life.send())
    life.pass_time(days=40)
    assert NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE not in life.notified()


def test_a_credit_check_and_its_application_are_written_down() -> None:
    life = a_credit_check()
    assert life.request.timeline[-1].amount == euros(20_000)
    life.apply_for_credit()
    assert _last(life, Happening.APPLICATION_RETURNED).about == "application-1"


def test_what_an_analyst_asks_and_decides_is_written_down() -> None:
    life = _asked_for_more()
    asked = _last(life, Happening.MORE_ASKED)
    assert (asked.by, asked.said) == (ANALYST, "Which bank is it?")
    assert life.last(NoticeKind.MORE_INFORMATION_REQUESTED).reason == "Which bank is it?"
    decision = life.request.credit.decision
    assert decision is not None
    assert (decision.by, decision.reason) == (ANALYST, "Which bank is it?")
    life.apply_for_credit()
    life.approve(15_000)
    assert life.request.timeline[-1].amount == euros(15_000)


def test_what_holds_back_an_approval_is_written_down_and_told() -> None:
    life = a_review(E5)
    life.approve()
    assert _last(life, Happening.HELD_BACK).codes == ("E5",)
    assert [item.code for item in life.last(NoticeKind.TO_FIX).items] == ["E5"]
