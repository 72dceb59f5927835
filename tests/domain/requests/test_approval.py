"""From approved to switched: the approval's validity and the irreversible step."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest

from domain.errors import DomainError
from domain.notices import Audience, NoticeKind
from domain.people.through import Channel, Through
from domain.policy_file import read_policy
from domain.requests import approval, messages
from domain.requests.lifecycle import State
from domain.requests.listing import Place
from domain.requests.view import listing_of
from domain.turns import Who
from tests.domain.requests.lives import (
    CUSTOMER,
    MONDAY,
    Life,
    a_draft_request,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    euros,
    fails,
    passes,
    refused,
    unknown,
)

SWITCH = (Who.CUSTOMER, "make the switch")


def test_the_customer_makes_the_switch_and_is_notified() -> None:
    life = an_approved_request()
    assert life.assigned == SWITCH
    notice = life.last(NoticeKind.APPROVED)
    assert (notice.amount, notice.deadline) == (euros(8000), MONDAY + timedelta(days=90))
    assert notice.items == ()
    approved = next(each for each in life.request.timeline if each.kind == "approved")
    assert approved.amount == euros(8000)


def test_what_is_in_the_way_of_the_switch_is_notified_early() -> None:
    life = an_approved_request(fails("S1"), fails("S5"), unknown("S3"))
    assert life.assigned == (Who.CUSTOMER, "put right: S1, S5, then make the switch")
    assert [item.code for item in life.last(NoticeKind.APPROVED).items] == ["S1", "S5"]


def test_what_was_put_right_is_found_by_itself_the_next_day() -> None:
    life = an_approved_request(fails("S1"))
    life.rules = ()
    life.pass_time(days=1)
    assert life.assigned == SWITCH
    assert "daily recheck" not in life.deadlines
    assert life.request.waiting_on.until == MONDAY + timedelta(days=90)


def test_an_approval_is_reminded_of_and_lapses_when_it_is_not_used() -> None:
    life = an_approved_request()
    life.pass_time(days=89)
    assert life.notified() == [NoticeKind.APPROVED, *[NoticeKind.APPROVAL_REMINDER] * 3]
    assert life.last(NoticeKind.APPROVAL_REMINDER).deadline == MONDAY + timedelta(days=90)
    life.pass_time(days=1)
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "approval_not_used")
    assert life.notified()[-1] is NoticeKind.LAPSED


def test_the_policy_says_how_long_an_approval_is_valid() -> None:
    policy = read_policy({"approval": {"days": 10, "remind_before": [2]}})
    life = an_approved_request(policy=policy)
    life.pass_time(days=10)
    assert life.snapshot.outcome == "approval_not_used"
    assert life.notified().count(NoticeKind.APPROVAL_REMINDER) == 1


def test_a_recheck_does_not_make_an_approval_stand_longer() -> None:
    life = an_approved_request()
    life.pass_time(days=50)
    life.recheck()
    assert life.request.waiting_on.until == MONDAY + timedelta(days=90)


def test_the_order_says_everything_that_the_ledger_needs() -> None:
    policy = read_policy({"eligibility": {"open_invoice": "move"}, "payment_terms_days": 45})
    quota = {"existing": 20, "requested": 100, "region": "westeurope", "series": "Dsv5"}
    life = a_submitted_request(
        policy=policy, core_quota={**quota, "region": " westeurope "}, language="nl"
    )
    through = Through(door=Channel.LINK, id="1a2b")
    command = messages.SwitchToInvoice(by=CUSTOMER, through=through, understood_irreversible=True)
    order = approval.begin_switch(life.request, command, life.now)
    assert order.key == f"{life.request.id}/run-1/switch"
    assert (order.scope_id, order.by, order.at) == ("sub-contoso-1", CUSTOMER, MONDAY)
    assert (order.credit_limit, order.payment_terms_days) == (euros(8000), 45)
    assert (order.open_invoice, order.external_services) == ("move", "block")
    assert (order.language, order.through) == ("nl", through)
    assert order.core_quota is not None
    assert order.core_quota.model_dump() == quota


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_no_core_quota_is_asked_for_that_the_form_does_not_want(nothing: str | None) -> None:
    life = a_submitted_request(core_quota=nothing)
    command = messages.SwitchToInvoice(by=CUSTOMER, understood_irreversible=True)
    assert approval.begin_switch(life.request, command, life.now).core_quota is None


def test_the_switch_ends_the_request_and_notifies_the_customer_and_billing() -> None:
    life = an_approved_request()
    life.claim_switch(by="ben@contoso.nl")
    life.complete_switch()
    assert (life.request.state, life.snapshot.outcome) == (State.SWITCHED, "switched")
    entry = life.request.timeline[-1]
    assert (entry.by, entry.note) == ("ben@contoso.nl", "credit_card to invoice")
    assert life.notified(Audience.BILLING) == [NoticeKind.TEAM_SWITCHED]
    assert life.notified(Audience.CUSTOMER)[-1] is NoticeKind.SWITCHED
    for kind in (NoticeKind.SWITCHED, NoticeKind.TEAM_SWITCHED):
        assert life.last(kind).amount == euros(8000)
    assert life.deadlines == {}
    receipt = life.snapshot.switched
    assert receipt is not None
    assert receipt.credit_limit == euros(8000)


def test_notices_and_listing_of_the_switch_are_those_of_the_switched_request() -> None:
    life = an_approved_request()
    order = life.claim_switch(by="ben@contoso.nl")
    before, timeline = deepcopy(life.snapshot), len(life.request.timeline)
    place = Place(events=40, at=life.now)

    foreseen = listing_of(approval.as_switched(life.request, order), 9, place)

    assert life.snapshot == before
    assert len(life.request.timeline) == timeline
    life.pass_time(hours=1)  # the ledger was away
    life.complete_switch()
    assert foreseen == listing_of(life.request, 9, place)
    assert foreseen.line.state is State.SWITCHED
    assert {notice.at for notice in life.notices[-2:]} == {order.at}


def test_the_switch_is_made_by_somebody_who_knows_that_it_is_for_good() -> None:
    life = an_approved_request()
    with refused(life, "consent_missing"):
        life.claim_switch(understood=False)


@pytest.mark.parametrize(
    "life",
    [a_draft_request(), a_submitted_request(fails("E4")), a_review(), a_request_for_documents()],
    ids=["draft", "submitted", "credit check", "legal documents"],
)
def test_only_what_is_approved_is_switched(life: Life) -> None:
    with refused(life, "not_possible_now") as refusal:
        life.claim_switch()
    assert refusal.value.details["trigger"] == "switch"
    hindered = approval.hinders_switch(life.request, life.now)
    assert hindered is not None
    assert hindered.why == "not_approved_yet"


@pytest.mark.parametrize("act", [Life.claim_switch, Life.recheck, Life.withdraw])
def test_while_the_switch_is_made_nothing_else_may_touch_the_request(
    act: Callable[[Life], None],
) -> None:
    life = an_approved_request()
    life.claim_switch()
    with refused(life, "already_under_way"):
        act(life)


@pytest.mark.parametrize(
    "act",
    [
        Life.submit,
        Life.edit,
        Life.apply_for_credit,
        Life.approve,
        Life.ask_for_more,
        Life.decline,
        Life.record_security,
        Life.ask_for_documents,
        Life.send,
        Life.accept,
        lambda life: life.extend(MONDAY + timedelta(days=200)),
        lambda life: life.overrule("E6"),
    ],
)
def test_nothing_but_the_switch_is_left_to_do_once_approved(act: Callable[[Life], None]) -> None:
    life = an_approved_request()
    life.claim_switch()
    before = life.snapshot
    with pytest.raises(DomainError):
        act(life)
    assert life.snapshot == before


def test_a_blocked_switch_leaves_the_request_approved_and_says_what_to_put_right() -> None:
    before = passes("E10"), passes("E2"), passes("S1"), passes("S2"), passes("S5")
    life = an_approved_request(*before)
    life.pass_time(days=3)
    life.claim_switch()
    life.block_switch(fails("S1"), passes("S2"), passes("S3"), passes("S4"), fails("S5"))
    assert life.request.state is State.APPROVED
    assert life.assigned == (Who.CUSTOMER, "put right: S1, S5, then make the switch")
    assert life.request.waiting_on.until == MONDAY + timedelta(days=90)
    assert [finding.code for finding in life.request.findings] == [
        "E2", "E10", "S1", "S2", "S3", "S4", "S5",
    ]  # fmt: skip
    assert (life.request.timeline[-1].trigger, life.request.timeline[-1].note) == (
        "switch refused",
        "S1, S5",
    )
    life.claim_switch()
    life.complete_switch()
    assert life.request.state.value == "switched"


def test_a_person_who_may_not_switch_does_not_change_who_must_act_or_on_what() -> None:
    life = an_approved_request()
    life.claim_switch(by="mallory@contoso.nl")
    life.block_switch(fails("S3"))
    assert life.assigned == SWITCH
    assert life.request.waiting_on.since == MONDAY
    assert "daily recheck" not in life.deadlines
    life.claim_switch()


def test_nothing_at_all_is_possible_after_the_switch() -> None:
    life = an_approved_request()
    life.claim_switch()
    life.complete_switch()
    for act in (life.claim_switch, life.withdraw):
        with refused(life, "not_possible_now"):
            act()
    with refused(life, "not_waiting_for_this"):
        life.recheck()
