"""What happens when deadlines are reached, and after nobody worked for a while."""

from collections.abc import Callable

import pytest

from domain.notices import Audience, NoticeKind
from domain.policy_file import read_policy
from domain.requests.deadlines import Alarm
from domain.requests.deadlines_reached import fire_alarms
from domain.requests.happenings import Happening
from domain.requests.lifecycle import State
from domain.tasks import Task
from domain.turns import WORKER, Who
from tests.domain.requests.lives import (
    Life,
    a_credit_check,
    a_deposit,
    a_draft_request,
    a_question,
    a_request_for_documents,
    a_review,
    a_submitted_request,
    an_approved_request,
    fails,
)


def skipped(life: Life) -> list[str | None]:
    return [entry.note for entry in life.request.timeline if entry.trigger == "skipped"]


@pytest.mark.parametrize(
    ("begin", "reminder", "days"),
    [
        (lambda: a_draft_request(), NoticeKind.DRAFT_REMINDER, (23,)),
        (lambda: a_submitted_request(fails("E4")), NoticeKind.FIX_REMINDER, (30, 53)),
        (a_credit_check, NoticeKind.CREDIT_APPLICATION_REMINDER, (7, 23, 29)),
        (a_question, NoticeKind.MORE_INFORMATION_REMINDER, (23, 29)),
        (a_deposit, NoticeKind.SECURITY_REMINDER, (23, 29)),
        (a_request_for_documents, NoticeKind.DOCUMENTS_REMINDER, (23, 29)),
        (an_approved_request, NoticeKind.APPROVAL_REMINDER, (60, 83, 89)),
    ],
    ids=lambda value: value.value if isinstance(value, NoticeKind) else "",
)
def test_reminders_come_on_the_policys_days(
    begin: Callable[[], Life], reminder: NoticeKind, days: tuple[int, ...]
) -> None:
    life = begin()
    began = life.now
    life.pass_time(days=days[-1])
    sent = [(notice.at - began).days for notice in life.notices if notice.kind is reminder]
    assert sent == list(days)
    assert life.last(reminder).deadline == life.request.waiting_on.until


def test_reminders_overtaken_in_an_outage_are_recorded_as_skipped_and_not_sent_in_a_bunch() -> None:
    life = a_credit_check()
    life.outage(days=29, hours=1)
    assert life.notified().count(NoticeKind.CREDIT_APPLICATION_REMINDER) == 1
    assert skipped(life) == ["credit application reminder: overtaken by a later one"] * 2


def test_after_an_outage_past_the_deadline_no_reminder_is_sent_at_all() -> None:
    life = a_request_for_documents()
    life.outage(days=45, spares=False)
    assert NoticeKind.DOCUMENTS_REMINDER not in life.notified()
    assert len(skipped(life)) == 2
    assert life.notified()[-1] is NoticeKind.DOCUMENTS_DEADLINE_MISSED


def test_after_an_outage_past_the_end_the_request_lapses_once() -> None:
    life = an_approved_request(fails("S1"))
    life.outage(days=200, spares=False)
    assert life.snapshot.outcome == "approval_not_used"
    assert life.notified() == [NoticeKind.APPROVED, NoticeKind.LAPSED]
    assert not life.request.to_assess


def test_a_recheck_that_was_missed_happens_once() -> None:
    life = a_submitted_request(fails("E4"))
    life.outage(days=10)
    assert life.request.state is State.SUBMITTED
    assert life.deadlines["daily recheck"] > life.now


def test_nothing_happens_before_a_deadline() -> None:
    life = a_draft_request()
    before = life.snapshot
    fire_alarms(life.request, life.now)
    assert life.snapshot == before


def test_every_reminder_names_its_deadline_and_what_is_missing() -> None:
    life = a_request_for_documents(fails("E6", "ask"))
    life.pass_time(days=23)
    (item,) = life.last(NoticeKind.DOCUMENTS_REMINDER).items
    assert (item.code, item.because) == ("certificate_of_incorporation", ("E6",))
    approved = an_approved_request(fails("S1"))
    approved.pass_time(days=60)
    assert [item.code for item in approved.last(NoticeKind.APPROVAL_REMINDER).items] == ["S1"]


def test_a_policy_without_reminders_sends_none() -> None:
    policy = read_policy({"draft": {"days": 10, "remind_before": []}})
    life = a_draft_request(policy)
    life.pass_time(days=10)
    assert life.notified() == [NoticeKind.LAPSED]


def test_every_alarm_has_a_reaction() -> None:
    for alarm in Alarm:
        life = a_review()
        life.request.deadlines.clear()
        life.request.deadlines.add(alarm, life.now)
        before = (len(life.request.timeline), life.request.to_assess)
        fire_alarms(life.request, life.now)
        assert (len(life.request.timeline), life.request.to_assess) != before


CREDIT, LEGAL, CUSTOMER = Audience.CREDIT, Audience.LEGAL, Audience.CUSTOMER


@pytest.mark.parametrize(
    ("begin", "alarm", "written", "waits_on", "told"),
    [
        (
            a_review,
            Alarm.REVIEW_EXPECTED,
            Happening.REVIEW_DUE,
            (Who.CREDIT, Task.REVIEW_CREDIT),
            [(NoticeKind.TEAM_CREDIT_REVIEW_DUE, CREDIT)],
        ),
        (
            a_review,
            Alarm.REVIEW_OVERDUE,
            Happening.REVIEW_OVERDUE,
            (Who.CREDIT, Task.REVIEW_CREDIT),
            [
                (NoticeKind.TEAM_CREDIT_REVIEW_OVERDUE, CREDIT),
                (NoticeKind.CREDIT_REVIEW_OVERDUE, CUSTOMER),
            ],
        ),
        (
            a_deposit,
            Alarm.SECURITY_DEADLINE,
            Happening.SECURITY_MISSED,
            (Who.CREDIT, Task.DECIDE_SECURITY),
            [(NoticeKind.TEAM_SECURITY_MISSED, CREDIT)],
        ),
        (
            a_request_for_documents,
            Alarm.DOCUMENTS_DEADLINE,
            Happening.DOCUMENTS_MISSED,
            (Who.LEGAL, Task.EXTEND_OR_REJECT),
            [
                (NoticeKind.TEAM_DOCUMENTS_DEADLINE_MISSED, LEGAL),
                (NoticeKind.DOCUMENTS_DEADLINE_MISSED, CUSTOMER),
            ],
        ),
        (
            lambda: a_submitted_request(fails("E6", "mismatch")),
            Alarm.VERIFIER_LATE,
            Happening.VERIFIER_LATE,
            None,
            [(NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE, LEGAL)],
        ),
    ],
    ids=lambda value: value.value if isinstance(value, Alarm) else "",
)
def test_a_deadline_that_passes_is_written_down_and_told_to_those_who_must_act(
    begin: Callable[[], Life],
    alarm: Alarm,
    written: Happening,
    waits_on: tuple[Who, Task] | None,
    told: list[tuple[NoticeKind, Audience]],
) -> None:
    life = begin()
    request, before = life.request, life.request.waiting_on
    due = request.deadlines.at(alarm)
    assert due is not None
    later = [each for each in request.deadlines.running if each.at > due]
    request.outgoing.clear()
    fire_alarms(request, due)
    (entry,) = [each for each in request.timeline if each.kind is written]
    assert (entry.by, entry.at) == (WORKER, due)
    assert [(notice.kind, notice.audience) for notice in life.notices] == told
    assert {notice.at for notice in life.notices} == {due}
    now_on = request.waiting_on
    assert (now_on.who, now_on.task) == (waits_on or (before.who, before.task))
    if alarm is Alarm.REVIEW_EXPECTED:
        overdue = next(each.at for each in later if each.alarm is Alarm.REVIEW_OVERDUE)
        assert now_on.until == life.last(NoticeKind.TEAM_CREDIT_REVIEW_DUE).deadline == overdue
    if alarm is Alarm.REVIEW_OVERDUE:
        assert (request.credit.review_overdue, now_on.until) == (True, due)


def test_a_reminder_is_written_down_with_what_it_reminds_of() -> None:
    life = a_credit_check()
    life.pass_time(days=7)
    entry = next(e for e in life.request.timeline if e.kind is Happening.REMINDED)
    assert (entry.by, entry.codes) == (WORKER, (NoticeKind.CREDIT_APPLICATION_REMINDER,))


def test_each_daily_recheck_counts_as_a_change_of_what_the_rules_read() -> None:
    life = a_submitted_request(fails("E4"))
    before = life.request.revision
    life.pass_time(days=2)
    assert life.request.revision == before + 2


def test_only_a_reminder_of_security_names_the_security() -> None:
    life = a_deposit()
    life.pass_time(days=23)
    assert [item.code for item in life.last(NoticeKind.SECURITY_REMINDER).items] == ["deposit"]
    question = a_question()
    question.pass_time(days=23)
    assert question.last(NoticeKind.MORE_INFORMATION_REMINDER).items == ()
