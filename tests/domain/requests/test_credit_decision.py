"""What an analyst decides, who decides first, and the conditions before an approval stands."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.notices import Audience, NoticeKind
from domain.requests import credit, credit_decision, messages
from domain.requests.lifecycle import State
from domain.requests.messages import DeclineCode, Security
from domain.requests.obstacles import Why
from domain.requests.snapshot import ConditionKind
from domain.turns import Who
from tests.domain.requests.lives import (
    ANALYST,
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
    passes,
    refused,
)

OTHER_ANALYST = "otto@provider.test"
PROVIDE = (Who.CUSTOMER, "provide the security")


def on_deposit(**terms: Any) -> Life:
    """Approved on condition of a deposit that is not there yet."""
    life = a_review()
    life.approve(security=Security.DEPOSIT, **terms)
    return life


def test_the_amount_that_was_asked_for_is_approved() -> None:
    life = a_review()
    life.pass_time(days=2)
    life.approve(20_000)
    assert life.request.state is State.APPROVED
    assert life.snapshot.credit.limit == euros(20_000)
    entry = life.request.timeline[-1]
    assert (entry.by, entry.trigger, entry.note) == (ANALYST, "approve", "limit 20000.00 EUR")
    assert life.last(NoticeKind.APPROVED).amount == euros(20_000)


def test_less_than_was_asked_for_may_be_approved() -> None:
    life = a_review()
    life.approve("12500.50")
    assert life.snapshot.credit.asked == euros(20_000)
    assert life.snapshot.credit.limit == euros("12500.50")


@pytest.mark.parametrize("limit", ["20000.01", "0", "-5", "100.005", "1e30"])
def test_a_limit_that_cannot_be_is_refused(limit: str) -> None:
    life = a_review()
    with refused(life, "limit_not_acceptable"):
        life.approve(limit)


@pytest.mark.parametrize("amount", ["5000.01", "0", "-1"])
def test_security_is_worth_something_and_no_more_than_the_limit(amount: str) -> None:
    life = a_review()
    with refused(life, "limit_not_acceptable"):
        life.approve(5000, security=Security.DEPOSIT, security_amount=Decimal(amount))


@pytest.mark.parametrize(
    "life",
    [
        a_draft_request(),
        a_request_for_documents(),
        an_approved_request(),
    ],
    ids=["draft", "legal documents", "approved"],
)
@pytest.mark.parametrize("decide", [Life.approve, Life.ask_for_more])
def test_there_is_no_decision_outside_a_credit_check(
    life: Life, decide: Callable[[Life], None]
) -> None:
    with refused(life, "not_possible_now"):
        decide(life)


def test_a_request_that_has_something_to_fix_has_no_credit_check_to_decide() -> None:
    life = a_submitted_request(fails("E4"))
    with refused(life, "not_waiting_for_this") as refusal:
        life.approve(1000)
    assert refusal.value.details == {"state": "submitted"}


@pytest.mark.parametrize("security", list(Security))
def test_an_approval_on_condition_waits_for_the_security(security: Security) -> None:
    life = a_review()
    life.approve(15_000, security=security)
    assert life.request.state is State.CREDIT_CHECK
    assert life.assigned == PROVIDE
    assert life.request.waiting_on.until == MONDAY + timedelta(days=30)
    (condition,) = life.snapshot.credit.conditions
    assert (condition.kind.value, condition.amount) == (security.value, euros(15_000))
    notice = life.last(NoticeKind.SECURITY_REQUESTED)
    assert (notice.amount, [item.code for item in notice.items]) == (euros(15_000), [security])
    life.record_security()
    assert life.request.state.value == "approved"
    assert life.snapshot.credit.limit == euros(15_000)
    (condition,) = life.snapshot.credit.conditions
    assert (condition.met_at, condition.reference) == (MONDAY, "deposit 2026/7")


def test_once_approved_on_condition_no_credit_application_is_needed() -> None:
    life = on_deposit()
    obstacle = credit.hinders_return_application(life.request, MONDAY)
    assert obstacle is not None
    assert obstacle.why is Why.NO_APPLICATION_NEEDED


def test_the_security_is_written_down_with_its_reference_and_who_recorded_it() -> None:
    life = on_deposit()
    life.record_security()
    provided, approved = life.request.timeline[-2:]
    assert (provided.trigger, provided.by, provided.note) == (
        "security provided", ANALYST, "deposit 2026/7"
    )  # fmt: skip
    assert approved.trigger == "approve"


def test_the_security_may_be_worth_less_than_the_limit() -> None:
    life = on_deposit(security_amount=Decimal(4000))
    assert life.snapshot.credit.conditions[0].amount == euros(4000)
    assert "deposit of 4000.00 EUR" in (life.request.timeline[-1].note or "")


def test_a_review_that_is_decided_is_never_overdue() -> None:
    life = on_deposit()
    life.pass_time(days=10)
    assert not life.request.credit.review_overdue


def test_a_missing_deposit_is_reminded_of_and_escalated_and_never_decided() -> None:
    life = on_deposit()
    life.pass_time(days=30)
    assert life.notified().count(NoticeKind.SECURITY_REMINDER) == 2
    assert [item.code for item in life.last(NoticeKind.SECURITY_REMINDER).items] == ["deposit"]
    assert life.notified()[-1] is NoticeKind.TEAM_SECURITY_MISSED
    assert life.assigned == (Who.CREDIT, "record the security, extend its deadline or decline")
    life.pass_time(days=300)
    assert life.request.state is State.CREDIT_CHECK


def test_a_deposit_that_comes_late_is_still_recorded() -> None:
    life = on_deposit()
    life.pass_time(days=40)
    life.record_security()
    assert life.request.state is State.APPROVED


def test_the_time_for_a_deposit_can_be_extended() -> None:
    life = on_deposit()
    life.pass_time(days=31)
    until = life.now + timedelta(days=14)
    life.extend(until)
    assert life.assigned == PROVIDE
    assert life.request.waiting_on.until == until
    notice = life.notices[-1]
    assert (notice.kind, notice.deadline) == (NoticeKind.SECURITY_REMINDER, until)
    assert [item.code for item in notice.items] == ["deposit"]
    life.pass_time(days=14)
    assert life.assigned[0] is Who.CREDIT


@pytest.mark.parametrize("life", [a_review(), a_credit_check(), an_approved_request()])
def test_no_security_is_recorded_that_nobody_asked_for(life: Life) -> None:
    with refused(life, "not_waiting_for_this"):
        life.record_security()


def test_security_is_recorded_once() -> None:
    life = on_deposit()
    life.rules = (fails("E5"),)
    life.record_security()
    with refused(life, "not_waiting_for_this"):
        life.record_security()


def test_while_documents_are_collected_the_time_for_the_deposit_is_stopped() -> None:
    life = on_deposit()
    life.pass_time(days=5)
    life.ask_for_documents()
    life.pass_time(days=20)
    life.accept(life.send())
    assert life.assigned == PROVIDE
    assert life.request.waiting_on.until == MONDAY + timedelta(days=50)
    life.record_security()
    assert life.request.state is State.APPROVED


def test_after_documents_a_missed_deposit_is_the_analysts_again() -> None:
    life = on_deposit()
    life.pass_time(days=31)
    life.ask_for_documents()
    life.accept(life.send())
    assert life.assigned == (Who.CREDIT, "record the security, extend its deadline or decline")


@pytest.mark.parametrize("decide", [Life.approve, Life.ask_for_more])
def test_a_second_decider_is_refused_and_learns_who_decided(decide: Callable[[Life], None]) -> None:
    life = on_deposit()
    with refused(life, "not_waiting_for_this") as refusal:
        decide(life)
    assert ANALYST in refusal.value.reason
    assert refusal.value.details == {
        "decided_by": ANALYST,
        "decided_at": MONDAY.isoformat(),
    }


def test_of_an_approval_and_a_decline_at_once_the_first_one_wins() -> None:
    life = a_review()
    command = messages.ApproveCredit(by=ANALYST, limit=Decimal(20_000))
    credit_decision.approve(life.request, command, life.now)
    assert life.assigned == (Who.NOBODY, "the automatic checks")
    with refused(life, "not_waiting_for_this") as refusal:
        life.decline(by=OTHER_ANALYST)
    assert refusal.value.details["decided_by"] == ANALYST
    life.settle()
    assert life.request.state is State.APPROVED


def test_of_a_decline_and_an_approval_at_once_the_first_one_wins() -> None:
    life = a_review()
    life.decline()
    with refused(life, "not_possible_now"):
        life.approve(by=OTHER_ANALYST)
    assert life.request.state is State.REJECTED


def test_an_approval_whose_conditions_are_not_met_is_not_turned_into_a_no_by_another() -> None:
    life = on_deposit()
    with refused(life, "not_waiting_for_this") as refusal:
        life.decline(by=OTHER_ANALYST)
    assert refusal.value.details["decided_by"] == ANALYST


def test_the_analyst_who_approved_on_conditions_can_still_decline() -> None:
    life = on_deposit()
    life.decline(by=ANALYST)
    assert life.request.state is State.REJECTED


def test_once_the_security_is_late_anybody_of_the_team_may_decline() -> None:
    life = on_deposit()
    life.pass_time(days=31)
    life.decline(by=OTHER_ANALYST)
    assert life.request.state is State.REJECTED


def test_a_decision_about_an_older_application_is_refused() -> None:
    life = a_review()
    life.ask_for_more()
    life.apply_for_credit()
    with refused(life, "not_waiting_for_this") as refusal:
        life.approve(application="application-1")
    assert refusal.value.details == {"application": "application-2"}
    life.approve(application="application-2")
    assert life.request.state is State.APPROVED


def test_an_analyst_need_not_wait_for_the_answer_to_a_question() -> None:
    life = a_review()
    life.ask_for_more()
    life.approve()
    assert life.request.state is State.APPROVED
    assert "more information not given" not in life.deadlines


@pytest.mark.parametrize("code", list(DeclineCode))
def test_a_decline_keeps_its_reason_and_the_customer_gets_its_code_alone(
    code: DeclineCode,
) -> None:
    life = a_review()
    life.decline(code)
    assert (life.request.state, life.snapshot.outcome) == (State.REJECTED, f"rejected: {code}")
    decision = life.snapshot.credit.decision
    assert decision is not None
    assert (decision.outcome, decision.code, decision.by) == ("declined", code, ANALYST)
    assert decision.reason == "Too little is known."
    assert life.request.timeline[-1].note == f"{code}: Too little is known."
    notice = life.last(NoticeKind.REJECTED)
    assert [item.code for item in notice.items] == [code]
    assert "Too little is known." not in notice.model_dump_json()


def test_the_reasons_to_decline_are_those_of_the_sources() -> None:
    assert {code.value for code in DeclineCode} == {
        "no_business_found",
        "thin_file",
        "failing_credit",
        "financials_missing",
        "financials_weak",
        "email_domain",
        "address_mismatch",
        "duplicate",
        "past_due",
        "other",
    }


@pytest.mark.parametrize(
    "life",
    [a_submitted_request(fails("E6", "mismatch")), a_credit_check(), a_request_for_documents()],
    ids=["submitted", "credit check", "legal documents"],
)
def test_a_verifier_rejects_in_every_state_of_a_review(life: Life) -> None:
    life.decline(DeclineCode.ADDRESS_MISMATCH)
    assert life.request.state is State.REJECTED


@pytest.mark.parametrize("life", [a_draft_request(), an_approved_request()])
def test_neither_a_draft_nor_an_approved_request_is_declined(life: Life) -> None:
    with refused(life, "not_possible_now"):
        life.decline()


def test_e5_holds_back_an_approval_and_is_met_by_a_recheck() -> None:
    life = a_review(fails("E5"))
    life.approve(18_000)
    assert life.request.state is State.CREDIT_CHECK
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    assert [condition.kind for condition in life.request.credit.unmet] == [
        ConditionKind.BILLING_CONTACT
    ]
    assert [item.code for item in life.last(NoticeKind.TO_FIX).items] == ["E5"]
    life.rules = (passes("E5"),)
    life.recheck()
    assert life.request.state.value == "approved"
    assert life.request.credit.limit == euros(18_000)
    assert life.request.timeline[-1].by == ANALYST


def test_what_e5_holds_back_is_checked_every_day_and_notified_once() -> None:
    life = a_review(fails("E5"))
    life.approve()
    life.pass_time(days=10)
    assert life.notified(Audience.CUSTOMER).count(NoticeKind.TO_FIX) == 1
    life.rules = ()
    life.pass_time(days=1)
    assert life.request.state is State.APPROVED


def test_a_billing_contact_that_is_never_named_lapses_like_anything_to_put_right() -> None:
    life = a_review(fails("E5"))
    life.approve()
    assert life.request.waiting_on.until == MONDAY + timedelta(days=60)
    life.pass_time(days=60)
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "no_answer")
    assert [item.code for item in life.last(NoticeKind.FIX_REMINDER).items] == ["E5"]


def test_security_and_billing_contact_are_both_to_be_met() -> None:
    life = a_review(fails("E5"))
    life.approve(security=Security.LETTER_OF_CREDIT)
    assert life.assigned == PROVIDE
    assert NoticeKind.TO_FIX in life.notified()
    life.record_security()
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    life.rules = ()
    life.pass_time(days=1)
    assert life.request.state is State.APPROVED
    assert life.request.credit.unmet == []


def test_a_billing_contact_that_comes_first_leaves_the_security_to_be_met() -> None:
    life = a_review(fails("E5"))
    life.approve(security=Security.DEPOSIT)
    life.rules = ()
    life.pass_time(days=1)
    assert life.assigned == PROVIDE
    life.record_security()
    assert life.request.state is State.APPROVED


def test_documents_asked_for_while_e5_holds_back_lead_back_to_it() -> None:
    life = a_review(fails("E5"))
    life.approve()
    life.ask_for_documents()
    life.accept(life.send())
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    life.rules = ()
    life.recheck()
    assert life.request.state is State.APPROVED
