"""The customer's own moves: opening, editing, submitting, rechecking, withdrawing."""

from datetime import timedelta

import pytest

from domain.errors import DomainError
from domain.notices import NoticeKind
from domain.policy_file import read_policy
from domain.requests import drafting, messages
from domain.requests.happenings import Happening
from domain.requests.lifecycle import State
from domain.tasks import Task
from domain.turns import Who
from tests.domain.building import GONE, a_draft
from tests.domain.requests.lives import (
    CUSTOMER,
    MONDAY,
    Life,
    a_credit_check,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_answer,
    an_approved_request,
    fails,
    refused,
)


def test_a_new_draft_waits_for_its_customer_until_it_is_abandoned() -> None:
    life = a_draft_request()
    assert life.request.state is State.DRAFT
    assigned = life.request.waiting_on
    assert (assigned.who, assigned.since, assigned.until) == (
        Who.CUSTOMER,
        MONDAY,
        MONDAY + timedelta(days=30),
    )
    assert life.notes == ["open"]


def test_a_draft_is_reminded_of_once_and_then_abandoned() -> None:
    life = a_draft_request()
    life.pass_time(days=29)
    assert life.notified() == [NoticeKind.DRAFT_REMINDER]
    assert life.request.state is State.DRAFT
    life.pass_time(days=1)
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "abandoned")
    assert life.request.timeline[-1].note == "abandoned"
    assert life.notified()[1:] == [NoticeKind.LAPSED]
    assert life.last(NoticeKind.LAPSED).reason == "abandoned"


def test_a_draft_may_hold_anything_but_cannot_be_submitted_so() -> None:
    life = a_draft_request(company__tax_id=GONE)
    life.edit(company__tax_id=GONE, credit=7, contact="Anna")
    with refused(life, "form_invalid") as refusal:
        life.submit()
    fields = {problem["field"] for problem in refusal.value.details["problems"]}
    assert fields >= {"company.tax_id", "credit", "contact"}
    assert life.request.draft["credit"] == 7


def test_a_submitted_request_is_checked_before_anybody_must_act() -> None:
    life = a_draft_request()
    drafting.submit(life.request, messages.Submit(by=CUSTOMER), life.now)
    assert life.request.state is State.SUBMITTED
    assert life.request.to_assess
    assert life.assigned[0] is Who.NOBODY
    assert life.deadlines == {}


def test_nobody_submits_twice() -> None:
    life = a_submitted_request(fails("E4"))
    with refused(life, "not_possible_now") as refusal:
        life.submit()
    assert refusal.value.details["state"] == "submitted"


def test_a_credit_application_may_be_enclosed() -> None:
    life = a_draft_request(credit__amount="20000.00")
    life.submit(enclosed=an_answer())
    assert life.request.state is State.CREDIT_CHECK
    assert life.request.credit.review_started_at == MONDAY
    assert NoticeKind.CREDIT_APPLICATION_REQUESTED not in life.notified()


@pytest.mark.parametrize(
    "changes",
    [
        {"scope__id": "sub-contoso-2"},
        {"commerce_account_id": "00000000-0000-0000-0000-000000000001"},
    ],
)
def test_a_request_never_moves_to_something_else(changes: dict[str, str]) -> None:
    life = a_draft_request()
    with refused(life, "scope_fixed"):
        life.edit(**changes)


def test_an_edit_must_still_name_what_is_asked_for() -> None:
    life = a_draft_request()
    with refused(life, "invalid_file"):
        life.edit(scope=GONE)


def test_a_form_with_something_to_put_right_can_be_edited_and_is_assessed_again() -> None:
    life = a_submitted_request(fails("E4"))
    life.rules = ()
    life.edit(administrators=["ben@contoso.nl"])
    assert life.request.state is State.APPROVED
    assert life.request.draft["administrators"] == ["ben@contoso.nl"]


def test_a_submitted_form_stays_complete() -> None:
    life = a_submitted_request(fails("E4"))
    with refused(life, "form_invalid"):
        life.edit(justification=GONE)


@pytest.mark.parametrize(
    "life",
    [
        a_submitted_request(fails("E6", "mismatch")),
        a_credit_check(),
        a_request_for_documents(),
        an_approved_request(),
    ],
    ids=["with a verifier", "credit check", "legal documents", "approved"],
)
def test_a_form_that_others_work_on_is_left_alone(life: Life) -> None:
    with refused(life, "not_waiting_for_this") as refusal:
        life.edit(justification="Another reason.")
    assert refusal.value.details["state"] == life.request.state


def test_an_edit_makes_a_reading_of_the_rules_that_is_under_way_worthless() -> None:
    life = a_submitted_request(fails("E4"))
    before = life.request.revision
    life.edit(order_id="PO-7")
    assert life.request.revision > before


@pytest.mark.parametrize("life", [a_draft_request(), a_request_for_documents()])
def test_there_is_nothing_to_recheck_in_a_draft_or_while_documents_come_in(life: Life) -> None:
    with refused(life, "not_waiting_for_this"):
        life.recheck()


def test_a_recheck_finds_what_the_customer_put_right_on_the_account() -> None:
    life = a_submitted_request(fails("E5"))
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    life.rules = ()
    life.recheck()
    assert life.request.state is State.APPROVED


@pytest.mark.parametrize(
    "life",
    [
        a_draft_request(),
        a_submitted_request(fails("E4")),
        a_credit_check(),
        a_review(),
        a_request_for_documents(),
        an_approved_request(fails("S1")),
    ],
    ids=["draft", "submitted", "credit check", "review", "legal documents", "approved"],
)
def test_a_customer_withdraws_from_every_open_state(life: Life) -> None:
    life.withdraw()
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "withdrawn")
    assert life.assigned[0] is Who.NOBODY
    assert life.deadlines == {}
    assert life.last(NoticeKind.WITHDRAWN).reason == "We changed our mind."
    assert life.request.timeline[-1].said == "We changed our mind."
    with refused(life, "not_possible_now"):
        life.withdraw()


def test_a_form_to_be_put_right_asks_for_no_more_than_the_policy_grants() -> None:
    most = {"credit": {"largest_amount": 50_000}}
    life = a_submitted_request(fails("E4"), policy=read_policy(most))
    with refused(life, "form_invalid"):
        life.edit(credit={"amount": "50000.01", "currency": "EUR"})
    life.edit(credit={"amount": "50000.00", "currency": "EUR"})
    edited = [each for each in life.request.timeline if each.kind is Happening.EDITED]
    assert [each.codes for each in edited] == [()]


def test_a_refusal_is_a_sentence_with_plain_details() -> None:
    life = a_submitted_request()
    with pytest.raises(DomainError) as refusal:
        life.edit(order_id="PO-7")
    assert refusal.value.as_json() == {
        "code": "not_waiting_for_this",
        "reason": "The form can be changed while it is a draft, or while something in it has to be"
        " put right.",
        "details": {"state": "approved"},
    }


def test_the_draft_is_kept_as_it_was_given() -> None:
    assert a_draft_request(order_id="  PO 7 ").request.draft == a_draft(order_id="  PO 7 ")


def test_what_the_customer_does_is_written_down_by_kind_and_leaves_a_task() -> None:
    life = a_draft_request()
    request = life.request
    assert (request.run, request.opened_at) == ("run-1", MONDAY)
    assert request.waiting_on.task is Task.COMPLETE_AND_SUBMIT
    life.edit(justification="Our suppliers are paid by bank transfer.")
    life.submit()
    assert request.waiting_on.task is not Task.COMPLETE_AND_SUBMIT
    life.recheck()
    kinds = [entry.kind for entry in request.timeline]
    assert kinds[:3] == [Happening.OPENED, Happening.EDITED, Happening.SUBMITTED]
    assert kinds[-1] is Happening.RECHECKED


def test_each_edit_and_each_recheck_counts_as_one_change_of_what_the_rules_read() -> None:
    life = a_submitted_request(fails("E4"))
    before = life.request.revision
    life.recheck()
    life.edit(justification="Our suppliers are paid by bank transfer.")
    assert life.request.revision == before + 2


def test_an_edit_above_the_policys_largest_amount_is_refused_once_submitted() -> None:
    life = a_submitted_request(fails("E4"))
    with refused(life, "form_invalid") as refusal:
        life.edit(credit={"amount": "900000000000.00", "currency": "EUR"})
    assert [each["field"] for each in refusal.value.details["problems"]] == ["credit.amount"]
