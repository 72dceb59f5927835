"""From what the rules found to what happens next."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from domain.forms.documents import DocumentKind
from domain.notices import Audience, NoticeKind
from domain.policy_file import read_policy
from domain.requests.happenings import Happening
from domain.requests.lifecycle import State
from domain.requests.snapshot import TimelineEntry
from domain.rules.findings import Finding, Outcome
from domain.turns import Who
from tests.domain.requests.lives import (
    CERTIFICATE,
    MONDAY,
    VERIFIER,
    Life,
    a_credit_check,
    a_request_for_documents,
    a_submitted_request,
    euros,
    fails,
    passes,
    refused,
    to_judge,
    unknown,
)


def test_a_small_amount_with_nothing_to_say_against_it_is_approved_at_once() -> None:
    life = a_submitted_request(passes("E1"), passes("E6"))
    assert life.request.state is State.APPROVED
    assert life.request.credit.limit == euros(8000)
    assert life.request.timeline[-1].by == "worker"


def test_what_is_unknown_holds_nothing_up_and_is_shown() -> None:
    life = a_submitted_request(unknown("E8"), unknown("E1"), unknown("E4"), unknown("E5"))
    assert life.request.state is State.APPROVED
    assert [finding.code for finding in life.snapshot.findings] == ["E8", "E1", "E4", "E5"]


@pytest.mark.parametrize("code", ["E1", "E2", "E3"])
def test_a_rule_that_rejects_ends_the_request(code: str) -> None:
    life = a_submitted_request(fails("E4"), fails("E6", "ask"), fails(code))
    assert (life.request.state, life.snapshot.outcome) == (State.REJECTED, f"rejected: {code}")
    notice = life.last(NoticeKind.REJECTED)
    assert [item.code for item in notice.items] == [code]
    assert notice.deadline is None
    assert life.notified() == [NoticeKind.REJECTED]


@pytest.mark.parametrize(
    ("rules", "again"),
    [
        ((fails("E10", reapply_from="2027-02-01"),), date(2027, 2, 1)),
        (
            (
                fails("E10", reapply_from="2027-02-01"),
                fails("E11", reapply_from="2027-05-01"),
            ),
            date(2027, 5, 1),
        ),
        ((fails("E10", reapply_from="2027-02-01"), fails("E1")), None),
    ],
)
def test_a_rejection_names_the_date_from_which_to_apply_again(
    rules: tuple[Finding, ...], again: date | None
) -> None:
    life = a_submitted_request(*rules)
    notice = life.last(NoticeKind.REJECTED)
    zone = ZoneInfo(notice.time_zone)
    assert (notice.deadline and notice.deadline.astimezone(zone).date()) == again


def test_what_is_to_be_put_right_comes_before_documents_and_credit() -> None:
    life = a_credit_check(fails("E4"), fails("E6", "ask"), fails("E5"))
    assert life.request.state is State.SUBMITTED
    assert life.assigned == (Who.CUSTOMER, "put right: E4")
    assert life.notified() == [NoticeKind.TO_FIX]
    assert life.request.waiting_on.until == MONDAY + timedelta(days=60)


def test_the_customer_is_notified_once_what_to_put_right_and_again_when_it_changes() -> None:
    life = a_submitted_request(fails("E4"))
    life.pass_time(days=3)
    assert life.notified() == [NoticeKind.TO_FIX]
    life.rules = (fails("E4"), fails("ACCOUNT"))
    life.recheck()
    assert life.notified() == [NoticeKind.TO_FIX] * 2
    assert life.assigned == (Who.CUSTOMER, "put right: E4, ACCOUNT")
    assert life.request.waiting_on.until == MONDAY + timedelta(days=60)


def _last(life: Life, kind: Happening) -> TimelineEntry:
    return next(each for each in reversed(life.request.timeline) if each.kind is kind)


def test_letter_and_timeline_say_what_to_put_right_and_until_when() -> None:
    life = a_submitted_request(fails("E4"), fails("ACCOUNT"))
    notice = life.last(NoticeKind.TO_FIX)
    assert notice.deadline == life.request.waiting_on.until
    assert [item.code for item in notice.items] == ["E4", "ACCOUNT"]
    assert _last(life, Happening.TO_FIX).codes == ("E4", "ACCOUNT")


def test_letter_and_timeline_say_what_a_verifier_is_to_judge_and_until_when() -> None:
    life = a_submitted_request(fails("E6", "mismatch"), fails("E7", "ask"))
    notice = life.last(NoticeKind.TEAM_VERIFIER_NEEDED)
    assert notice.deadline == life.request.waiting_on.until
    assert [item.code for item in notice.items] == ["E6", "E7"]
    assert _last(life, Happening.TO_VERIFY).codes == ("E6", "E7")


def test_a_former_name_is_proved_by_a_deed_and_all_else_by_the_register() -> None:
    life = a_request_for_documents(fails("E6", "ask"), fails("E8", "ask"), fails("E9", "ask"))
    assert {ask.kind: ask.because for ask in life.request.asks} == {
        CERTIFICATE: ("E6", "E8"),
        DocumentKind.NAME_CHANGE_DEED: ("E9",),
    }
    assert _last(life, Happening.TO_VERIFY).codes == ("E6", "E8", "E9")


def test_the_timeline_names_the_rules_that_reject() -> None:
    life = a_submitted_request(fails("E1"), fails("E10", reapply_from="2027-02-01"))
    assert life.request.timeline[-1].codes == ("E1", "E10")


def test_what_fails_again_after_it_was_right_is_notified_again() -> None:
    life = a_submitted_request(fails("ACCOUNT"))
    life.rules = (fails("E6", "mismatch"),)
    life.recheck()
    assert life.assigned[0] is Who.LEGAL
    life.rules = (fails("ACCOUNT"),)
    life.recheck()
    assert life.notified(Audience.CUSTOMER).count(NoticeKind.TO_FIX) == 2
    assert list(life.deadlines).count("verifier has not decided yet") == 0


def test_the_rules_are_read_again_every_day_by_themselves() -> None:
    life = a_submitted_request(fails("E5"))
    life.pass_time(hours=23)
    life.rules = ()
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    life.pass_time(hours=1)
    assert life.request.state is State.APPROVED


def test_the_policy_says_how_often_the_rules_are_read_again() -> None:
    life = a_submitted_request(fails("E5"), policy=read_policy({"recheck_every_days": 3}))
    life.rules = ()
    life.pass_time(days=2)
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    life.pass_time(days=1)
    assert life.request.state is State.APPROVED


def test_what_is_never_put_right_lapses_after_its_reminders() -> None:
    life = a_submitted_request(fails("E4"))
    life.pass_time(days=60)
    assert (life.request.state, life.snapshot.outcome) == (State.WITHDRAWN, "no_answer")
    assert life.notified() == [
        NoticeKind.TO_FIX,
        NoticeKind.FIX_REMINDER,
        NoticeKind.FIX_REMINDER,
        NoticeKind.LAPSED,
    ]
    assert [item.code for item in life.last(NoticeKind.FIX_REMINDER).items] == ["E4"]


def test_e5_holds_back_an_approval_below_the_threshold_until_a_recheck() -> None:
    life = a_submitted_request(fails("E5"))
    assert life.assigned == (Who.CUSTOMER, "put right: E5")
    life.rules = (passes("E5"),)
    life.recheck()
    assert life.request.state is State.APPROVED


def test_e5_does_not_keep_a_credit_check_from_beginning_and_is_notified_early() -> None:
    life = a_credit_check(fails("E5"))
    assert life.request.state is State.CREDIT_CHECK
    notice = life.last(NoticeKind.CREDIT_APPLICATION_REQUESTED)
    assert [item.code for item in notice.items] == ["E5"]


@pytest.mark.parametrize("code", ["E6", "E7", "E8", "E9"])
def test_what_cannot_be_verified_asks_for_a_legal_document(code: str) -> None:
    life = a_request_for_documents(fails(code, "ask"))
    assert life.request.state is State.LEGAL_DOCUMENTS
    assert [ask.because for ask in life.request.asks] == [(code,)]
    assert life.notified() == [NoticeKind.DOCUMENTS_REQUESTED]


def test_two_that_are_too_far_apart_are_for_a_verifier_to_judge() -> None:
    life = a_submitted_request(fails("E6", "mismatch"), fails("E7", "ask"))
    assert life.request.state is State.SUBMITTED
    assert life.assigned == (Who.LEGAL, "verify: E6, E7")
    assert life.notified() == [NoticeKind.SUBMITTED, NoticeKind.TEAM_VERIFIER_NEEDED]
    assert life.request.waiting_on.until == MONDAY + timedelta(days=5)


def test_a_verifier_who_does_not_judge_is_notified_again_and_nothing_is_decided() -> None:
    life = a_submitted_request(fails("E6", "mismatch"))
    life.pass_time(days=90)
    assert life.assigned[0] is Who.LEGAL
    assert life.notified(Audience.LEGAL) == [
        NoticeKind.TEAM_VERIFIER_NEEDED,
        NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE,
    ]


def test_an_overruled_finding_holds_nothing_up_any_more() -> None:
    life = a_submitted_request(fails("E6", "mismatch"))
    life.overrule("E6")
    assert life.request.state is State.APPROVED
    assert life.snapshot.cleared == {"E6": f"overruled by {VERIFIER}: I called them."}


def test_after_one_of_two_mismatches_is_overruled_the_task_says_what_is_left() -> None:
    life = a_submitted_request(fails("E6", "mismatch"), fails("E7", "mismatch"))
    life.pass_time(days=1)
    life.overrule("E6")
    assert life.assigned == (Who.LEGAL, "verify: E7")
    assert life.request.waiting_on.until == MONDAY + timedelta(days=5)
    assert life.notified(Audience.LEGAL) == [NoticeKind.TEAM_VERIFIER_NEEDED]


def test_once_a_verifier_has_judged_nobody_is_notified_that_they_are_late() -> None:
    life = a_submitted_request(
        fails("E6", "mismatch"), credit={"amount": "20000.00", "currency": "EUR"}
    )
    life.overrule("E6")
    assert life.request.state is State.CREDIT_CHECK
    life.pass_time(days=10)
    assert NoticeKind.TEAM_DOCUMENTS_REVIEW_LATE not in life.notified()


def test_only_a_failed_finding_of_the_right_kind_can_be_overruled() -> None:
    life = a_submitted_request(fails("E6", "mismatch"), passes("E7"), unknown("E8"), fails("S1"))
    for rule in ("E7", "E8", "S1", "E1"):
        with refused(life, "finding_not_overrulable"):
            life.overrule(rule)
    life.rules = (fails("E6", "mismatch"), fails("E9", "mismatch"))
    life.recheck()
    life.overrule("E6")
    with refused(life, "finding_not_overrulable"):
        life.overrule("E6")


def test_a_second_domain_of_the_company_is_let_through_with_a_reason() -> None:
    life = a_submitted_request(to_judge("E4", Outcome.FAIL))
    assert life.assigned == (Who.CUSTOMER, "put right: E4")
    life.overrule("E4")
    assert life.request.state is State.APPROVED
    assert life.snapshot.cleared == {"E4": f"overruled by {VERIFIER}: I called them."}
    entry = next(each for each in life.request.timeline if each.trigger == "overrule E4")
    assert (entry.by, entry.note) == (VERIFIER, "I called them.")


def test_free_mail_is_never_let_through() -> None:
    life = a_submitted_request(fails("E4"))
    with refused(life, "finding_not_overrulable"):
        life.overrule("E4")


def test_what_only_a_person_can_judge_waits_for_one_before_anything_is_approved() -> None:
    life = a_submitted_request(to_judge("E4", Outcome.UNKNOWN), fails("E6", "ask"))
    assert life.assigned == (Who.LEGAL, "verify: E4, E6")
    assert life.notified(Audience.LEGAL) == [NoticeKind.TEAM_VERIFIER_NEEDED]
    life.recheck()
    assert life.assigned == (Who.LEGAL, "verify: E4, E6")
    life.overrule("E4")
    assert life.request.state is State.LEGAL_DOCUMENTS


def test_documents_that_a_verifier_accepted_settle_what_only_a_person_can_judge() -> None:
    life = a_submitted_request(to_judge("E4", Outcome.UNKNOWN))
    life.ask_for_documents(CERTIFICATE)
    life.send()
    life.accept()
    assert life.snapshot.cleared == {"E4": f"legal documents, accepted by {VERIFIER}"}
    assert life.request.state is State.APPROVED


def test_other_administrators_or_another_website_take_back_what_was_let_through() -> None:
    for change in (
        {"administrators": ["ben@contoso.nl"]},
        {"company__website": "https://contoso.example"},
    ):
        life = a_submitted_request(to_judge("E4", Outcome.FAIL), fails("E6", "mismatch"))
        life.rules = (*life.rules, fails("ACCOUNT"))
        life.overrule("E4")
        assert life.assigned == (Who.CUSTOMER, "put right: ACCOUNT")
        life.edit(justification="We pay by bank transfer only.")
        assert list(life.snapshot.cleared) == ["E4"]
        life.edit(**change)
        assert life.snapshot.cleared == {}
        edited = [each.note for each in life.request.timeline if each.trigger == "edit"]
        assert edited == [None, "takes back what was settled: E4"]
        assert life.assigned == (Who.CUSTOMER, "put right: E4, ACCOUNT")


def test_an_edit_of_the_company_takes_back_what_was_judged_before() -> None:
    life = a_submitted_request(fails("E6", "mismatch"), fails("E7", "mismatch"))
    life.overrule("E6")
    life.rules = (*life.rules, fails("E4"))
    life.recheck()
    assert life.assigned[0] is Who.CUSTOMER
    life.edit(justification="We pay by bank transfer only.")
    assert list(life.snapshot.cleared) == ["E6"]
    life.edit(company__name="Contoso Holding B.V.")
    assert life.snapshot.cleared == {}


def test_the_time_zone_is_the_payers_once_the_account_was_read() -> None:
    life = a_submitted_request()
    assert life.notices[-1].time_zone == "Europe/Amsterdam"


def test_the_amount_that_is_asked_for_decides_by_the_currency() -> None:
    policy = read_policy({"credit": {"thresholds": {"EUR": Decimal(5000)}}})
    assert a_submitted_request(policy=policy).request.state is State.CREDIT_CHECK
