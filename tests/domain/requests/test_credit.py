"""The credit check: when it is needed, the application, and the review's clock."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from domain.notices import Audience, NoticeKind
from domain.policy import CreditPolicy
from domain.policy_file import read_policy
from domain.requests.credit import check_needed
from domain.requests.lifecycle import State
from domain.turns import Who
from domain.values.money import Money
from tests.domain.requests.lives import (
    ANALYST,
    CERTIFICATE,
    MONDAY,
    Life,
    a_credit_check,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    euros,
    fails,
    refused,
)

EXPECTED, OVERDUE = "credit review expected", "credit review overdue"
BUSINESS_DAYS = read_policy({"credit": {"review_days_are": "business"}})


def on(day: int, hour: int = 9, minute: int = 30, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def send_and_accept(life: Life) -> None:
    life.accept(life.send(CERTIFICATE, content="c"))


@pytest.mark.parametrize(
    ("amount", "currency", "needed"),
    [
        ("10000.00", "EUR", False),
        ("10000.01", "EUR", True),
        ("10000.00", "USD", False),
        ("10000.01", "GBP", True),
        ("1.00", "CHF", True),
        ("0.00", "EUR", False),
    ],
)
def test_a_check_is_needed_above_the_currencys_threshold(
    amount: str, currency: str, needed: bool
) -> None:
    asked = Money(amount=Decimal(amount), currency=currency)
    assert check_needed(asked, CreditPolicy()) is needed


def test_a_currency_without_a_threshold_always_needs_a_check() -> None:
    life = a_submitted_request(credit={"amount": "1.00", "currency": "CHF"})
    assert life.request.state is State.CREDIT_CHECK
    assert life.snapshot.credit.threshold is None
    assert life.snapshot.credit.check_needed


def test_a_threshold_of_nothing_needs_a_check_for_every_amount() -> None:
    policy = read_policy({"credit": {"thresholds": {"EUR": 0}}})
    life = a_submitted_request(policy=policy)
    assert life.request.state is State.CREDIT_CHECK
    assert life.snapshot.credit.threshold == euros(0)


def test_the_customer_is_sent_a_credit_application_and_reminded_of_it() -> None:
    life = a_credit_check()
    assert life.assigned == (Who.CUSTOMER, "return the credit application")
    assert life.request.waiting_on.until == MONDAY + timedelta(days=30)
    assert life.last(NoticeKind.CREDIT_APPLICATION_REQUESTED).amount == euros(20_000)
    life.pass_time(days=29)
    assert life.notified() == [
        NoticeKind.CREDIT_APPLICATION_REQUESTED,
        *[NoticeKind.CREDIT_APPLICATION_REMINDER] * 3,
    ]


def test_an_application_that_never_comes_back_lapses() -> None:
    life = a_credit_check()
    life.pass_time(days=30)
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "no_answer")


def test_the_review_begins_when_the_application_is_back_and_not_before() -> None:
    life = a_credit_check()
    life.pass_time(days=10)
    assert life.request.credit.review_started_at is None
    life.apply_for_credit()
    assert life.deadlines == {
        EXPECTED: MONDAY + timedelta(days=15),
        OVERDUE: MONDAY + timedelta(days=17),
    }
    assert life.assigned == (Who.CREDIT, "review the credit application")
    assert life.notified()[-2:] == [
        NoticeKind.CREDIT_REVIEW_STARTED,
        NoticeKind.TEAM_CREDIT_REVIEW_WAITING,
    ]
    assert life.last(NoticeKind.TEAM_CREDIT_REVIEW_WAITING).amount == euros(20_000)


def test_an_application_that_was_returned_early_starts_the_review_at_once() -> None:
    life = a_draft_request(credit__amount="20000.00")
    life.apply_for_credit()
    life.submit()
    assert life.assigned[0] is Who.CREDIT
    assert life.request.credit.review_started_at == MONDAY


def test_nobody_decides_before_the_application_is_back() -> None:
    life = a_credit_check()
    for decide in (life.approve, life.ask_for_more):
        with refused(life, "not_waiting_for_this"):
            decide()


def test_an_application_under_review_is_not_replaced() -> None:
    life = a_review()
    with refused(life, "not_waiting_for_this"):
        life.apply_for_credit()


def test_no_credit_application_is_taken_after_an_approval() -> None:
    life = an_approved_request()
    with refused(life, "not_waiting_for_this") as refusal:
        life.apply_for_credit()
    assert refusal.value.details == {"state": "approved"}


def test_on_the_fifth_day_the_analyst_is_notified_that_a_decision_is_expected() -> None:
    life = a_review()
    life.pass_time(days=5)
    assert life.notified()[-1] is NoticeKind.TEAM_CREDIT_REVIEW_DUE
    assert life.assigned[0] is Who.CREDIT
    assert life.request.waiting_on.until == MONDAY + timedelta(days=7)
    assert not life.request.credit.review_overdue


def test_an_overdue_review_is_escalated_once_and_never_decided() -> None:
    life = a_review()
    life.pass_time(days=7)
    assert life.snapshot.credit.review_overdue
    assert life.notified()[-2:] == [
        NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE,
        NoticeKind.CREDIT_REVIEW_OVERDUE,
    ]
    notified = life.notified()
    life.pass_time(days=365)
    assert life.notified() == notified
    assert life.request.state is State.CREDIT_CHECK
    assert life.request.credit.decision is None
    assert life.assigned[0] is Who.CREDIT


def test_an_overdue_review_can_still_be_decided() -> None:
    life = a_review()
    life.pass_time(days=30)
    life.approve()
    assert life.request.state is State.APPROVED


def test_after_an_outage_an_overdue_review_is_escalated_and_not_said_to_be_expected() -> None:
    life = a_review()
    life.outage(days=8)
    assert NoticeKind.TEAM_CREDIT_REVIEW_DUE not in life.notified()
    assert "skipped" in life.notes
    assert NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE in life.notified()


def test_business_days_leave_out_the_weekend() -> None:
    life = a_review(policy=BUSINESS_DAYS)
    assert life.deadlines == {EXPECTED: on(30), OVERDUE: on(2, month=12)}


def test_the_clock_stops_while_the_customer_is_asked_for_more() -> None:
    life = a_review()
    life.pass_time(days=2, hours=5)
    life.ask_for_more()
    assert life.snapshot.credit.review_stopped
    assert life.snapshot.credit.review_overdue_at is None
    assert life.assigned == (Who.CUSTOMER, "answer the credit analyst")
    assert life.last(NoticeKind.MORE_INFORMATION_REQUESTED).reason == "Which bank is it?"
    life.pass_time(days=20)
    assert not life.request.credit.review_overdue
    life.apply_for_credit()
    pause = timedelta(days=20)
    assert life.deadlines == {
        EXPECTED: MONDAY + timedelta(days=5) + pause,
        OVERDUE: MONDAY + timedelta(days=7) + pause,
    }
    assert life.assigned[0] is Who.CREDIT
    assert life.notified(Audience.CREDIT)[-1] is NoticeKind.TEAM_CREDIT_REVIEW_WAITING
    assert not life.snapshot.credit.review_stopped


def test_the_clock_of_business_days_goes_on_with_the_business_days_that_were_left() -> None:
    life = a_review(policy=BUSINESS_DAYS)
    life.pass_time(days=3)
    life.ask_for_more()  # Thursday: two and four working days are left
    life.pass_time(days=1)
    life.apply_for_credit()  # Friday
    assert life.deadlines == {EXPECTED: on(1, month=12), OVERDUE: on(3, month=12)}


def test_a_question_that_is_never_answered_lapses_after_its_reminders() -> None:
    life = a_review()
    life.ask_for_more()
    life.pass_time(days=30)
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "no_answer")
    assert life.notified().count(NoticeKind.MORE_INFORMATION_REMINDER) == 2


def test_a_customer_who_was_asked_is_not_asked_again_before_the_answer() -> None:
    life = a_review()
    life.ask_for_more()
    with refused(life, "not_waiting_for_this"):
        life.ask_for_more()
    life.apply_for_credit()
    life.ask_for_more()
    assert [received.id for received in life.request.credit.applications] == [
        "application-1",
        "application-2",
    ]


def test_asking_for_more_after_the_review_was_overdue_starts_no_second_escalation() -> None:
    life = a_review()
    life.pass_time(days=8)
    life.ask_for_more()
    life.apply_for_credit()
    life.pass_time(days=40)
    assert life.notified().count(NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE) == 1
    assert life.assigned[0] is Who.CREDIT


def test_the_clock_stops_while_documents_are_collected_during_the_review() -> None:
    life = a_review()
    life.pass_time(days=6, minutes=1)
    life.ask_for_documents()
    assert life.snapshot.credit.review_stopped
    life.pass_time(days=25)
    send_and_accept(life)
    assert life.request.state is State.CREDIT_CHECK
    assert life.deadlines == {OVERDUE: MONDAY + timedelta(days=32)}
    assert life.assigned[0] is Who.CREDIT
    assert life.notified()[-1] is NoticeKind.TEAM_CREDIT_REVIEW_WAITING


def test_both_clocks_stop_when_documents_come_on_top_of_a_question() -> None:
    life = a_review()
    life.pass_time(days=1)
    life.ask_for_more()
    life.pass_time(days=1)
    life.ask_for_documents()
    life.pass_time(days=10)
    send_and_accept(life)
    assert life.assigned == (Who.CUSTOMER, "answer the credit analyst")
    assert life.request.waiting_on.until == MONDAY + timedelta(days=41)
    life.pass_time(days=1)
    life.apply_for_credit()
    assert life.deadlines == {
        EXPECTED: MONDAY + timedelta(days=17),
        OVERDUE: MONDAY + timedelta(days=19),
    }


def test_an_answer_that_comes_while_documents_are_collected_lets_the_review_go_on_after() -> None:
    life = a_review()
    life.ask_for_more()
    life.ask_for_documents()
    life.pass_time(days=2)
    life.apply_for_credit()
    assert life.deadlines.keys() & {EXPECTED, OVERDUE} == set()
    send_and_accept(life)
    assert life.deadlines == {
        EXPECTED: MONDAY + timedelta(days=7),
        OVERDUE: MONDAY + timedelta(days=9),
    }
    assert life.assigned[0] is Who.CREDIT


def test_the_time_to_return_the_application_stops_while_documents_are_collected() -> None:
    life = a_credit_check()
    life.pass_time(days=3)
    life.ask_for_documents()
    life.pass_time(days=8)
    send_and_accept(life)
    assert life.assigned == (Who.CUSTOMER, "return the credit application")
    assert life.request.waiting_on.until == MONDAY + timedelta(days=38)


def test_an_application_returned_while_documents_are_collected_starts_the_review_after() -> None:
    life = a_credit_check()
    life.ask_for_documents()
    life.apply_for_credit()
    assert life.request.credit.review_started_at is None
    life.pass_time(days=8)
    send_and_accept(life)
    assert life.request.credit.review_started_at == MONDAY + timedelta(days=8)
    assert life.assigned[0] is Who.CREDIT


def test_documents_first_then_the_credit_check() -> None:
    life = a_request_for_documents(credit={"amount": "20000.00", "currency": "EUR"})
    life.apply_for_credit()
    send_and_accept(life)
    assert life.request.state is State.CREDIT_CHECK
    assert life.request.credit.review_started_at == MONDAY


def test_a_review_is_not_disturbed_by_a_recheck() -> None:
    life = a_review()
    deadlines, assigned = life.deadlines, life.request.waiting_on
    life.rules = (fails("E5"), fails("S1"))
    life.recheck()
    assert (life.deadlines, life.request.waiting_on) == (deadlines, assigned)
    assert {finding.code for finding in life.snapshot.findings} == {"E5", "S1"}


def test_the_analysts_name_is_kept_with_the_question() -> None:
    life = a_review()
    life.ask_for_more()
    decision = life.snapshot.credit.decision
    assert decision is not None
    assert (decision.outcome, decision.by, decision.at) == ("more_information", ANALYST, MONDAY)
