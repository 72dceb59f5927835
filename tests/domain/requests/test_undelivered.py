"""A letter about a request that did not arrive: who is notified of it, and under which key."""

from datetime import timedelta

from domain.notices import LetterState, Notice, NoticeKind
from domain.requests import undelivered
from domain.requests.messages import LetterNotDelivered
from domain.turns import WORKER
from tests.domain.requests.lives import Life, a_draft_request, a_review

LETTER = "scope/run/1-draft_reminder"


def _reported(life: Life, *, numbered: bool = False, state: LetterState) -> None:
    kind = NoticeKind.DRAFT_REMINDER
    report = LetterNotDelivered(by=WORKER, key=LETTER, kind=kind, state=state)
    undelivered.not_delivered(life.request, report, life.now, numbered=numbered)


def _of_reports(life: Life) -> list[Notice]:
    kind = NoticeKind.TEAM_LETTER_NOT_DELIVERED
    return [each for each in life.request.outgoing if each.kind is kind]


def _keys_of_others(life: Life) -> list[str]:
    kind = NoticeKind.TEAM_LETTER_NOT_DELIVERED
    return [each.key for each in life.request.outgoing if each.kind is not kind]


def test_a_step_has_the_same_letters_whether_a_report_came_in_before_it_or_not() -> None:
    lives = a_review(), a_review()
    _reported(lives[1], state=LetterState.REFUSED)
    for life in lives:
        life.pass_time(days=8)

    without, with_report = map(_keys_of_others, lives)
    assert NoticeKind.CREDIT_REVIEW_OVERDUE in without[-1]
    assert with_report == without


def test_billing_is_notified_once_of_each_state_of_a_letter() -> None:
    life = a_draft_request()
    for state in (LetterState.REFUSED, LetterState.UNCONFIRMED, LetterState.REFUSED):
        _reported(life, state=state)

    assert [each.key for each in _of_reports(life)] == [
        f"{LETTER}/refused-team_letter_not_delivered",
        f"{LETTER}/unconfirmed-team_letter_not_delivered",
    ]
    days = timedelta(days=life.request.policy.undelivered_days)
    assert {each.deadline for each in _of_reports(life)} == {life.now + days}


def test_a_request_whose_history_numbered_its_reports_goes_on_as_it_did() -> None:
    life = a_draft_request()
    _reported(life, numbered=True, state=LetterState.REFUSED)

    (notice,) = _of_reports(life)
    assert notice.key.endswith("/1-team_letter_not_delivered")
    assert life.request.notified == 1
