"""A customer loses nothing by our outage: what would have lapsed in it does so a grace later, and
until then they may act, whoever asks first."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.notices import NoticeKind
from domain.policy_file import read_policy
from domain.requests.deadlines import LAPSES, Alarm
from domain.requests.deadlines_reached import AN_OUTAGE, fire_alarms
from domain.requests.lifecycle import State
from domain.turns import Who
from tests.domain.requests.lives import (
    Life,
    a_credit_check,
    a_deposit,
    a_draft_request,
    a_question,
    a_request_for_documents,
    a_submitted_request,
    an_approved_request,
    fails,
)

EACH: dict[Alarm, Callable[[], Life]] = {
    Alarm.DRAFT_ABANDONED: lambda: a_draft_request(),
    Alarm.FIX_DEADLINE: lambda: a_submitted_request(fails("E4")),
    Alarm.APPLICATION_DEADLINE: a_credit_check,
    Alarm.MORE_INFORMATION_DEADLINE: a_question,
    Alarm.SECURITY_DEADLINE: a_deposit,
    Alarm.DOCUMENTS_DEADLINE: a_request_for_documents,
    Alarm.APPROVAL_LAPSES: lambda: an_approved_request(),
}
each = pytest.mark.parametrize("alarm", EACH, ids=lambda alarm: alarm.name)


def test_every_deadline_of_the_customers_is_here() -> None:
    assert set(EACH) == LAPSES


def state_of(life: Life) -> tuple[State, Who, str | None]:
    return life.request.state, life.request.waiting_on.who, life.snapshot.outcome


@each
def test_what_lapsed_in_an_outage_does_so_a_day_after_it_and_then_as_ever(alarm: Alarm) -> None:
    life, on_time = EACH[alarm](), EACH[alarm]()
    before = state_of(life)
    life.outage(days=200)

    assert state_of(life) == before
    assert life.request.deadlines.at(alarm) == life.now + timedelta(days=1)
    assert life.request.waiting_on.until == life.now + timedelta(days=1)
    extended = next(each for each in life.request.timeline if each.kind == "deadline_extended")
    assert extended.deadline == life.request.waiting_on.until

    life.pass_time(hours=23)
    assert state_of(life) == before
    life.pass_time(hours=1)
    on_time.outage(days=200, spares=False)
    assert state_of(life) == state_of(on_time) != before


@each
def test_a_deadline_that_passes_while_we_work_is_not_put_off(alarm: Alarm) -> None:
    life = EACH[alarm]()
    before, at = state_of(life), life.request.deadlines.at(alarm)
    assert at is not None
    life.now = at + AN_OUTAGE
    fire_alarms(life.request, life.now)
    assert state_of(life) != before


def test_whoever_asks_first_after_an_outage_the_customer_may_act() -> None:
    asked_first, timer_first = a_draft_request(), a_draft_request()
    asked_first.now += timedelta(days=40)
    asked_first.submit()
    fire_alarms(asked_first.request, asked_first.now)
    timer_first.outage(days=40)
    timer_first.submit()
    assert state_of(asked_first) == state_of(timer_first)
    assert timer_first.request.deadlines.at(Alarm.DRAFT_ABANDONED) is None


def test_the_last_reminder_names_the_moment_that_counts_now() -> None:
    life = a_request_for_documents()
    life.outage(days=45)
    assert life.notified().count(NoticeKind.DOCUMENTS_REMINDER) == 1
    reminder = life.last(NoticeKind.DOCUMENTS_REMINDER)
    assert reminder.deadline == life.now + timedelta(days=1)


def test_the_grace_is_the_policys() -> None:
    life = a_draft_request(read_policy({"outage_grace_days": 5}))
    life.outage(days=40)
    assert life.request.waiting_on.until == life.now + timedelta(days=5)


def test_a_second_outage_is_spared_as_well() -> None:
    life = a_draft_request()
    life.outage(days=40)
    life.outage(days=3)
    assert life.request.state is State.DRAFT
    assert life.request.waiting_on.until == life.now + timedelta(days=1)
