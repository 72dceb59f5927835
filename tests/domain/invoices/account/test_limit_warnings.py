"""What an account owes against its credit limit: whom a rise is news to, and when."""

import pytest

from domain.invoices.account.limit_warnings import Level, level_of, notice_of, percent_of
from domain.notices import NoticeKind

LIMIT = 800_000
WARN_AT = 80


@pytest.mark.parametrize(
    ("exposure", "level"),
    [
        (0, Level.BELOW),
        (640_000, Level.BELOW),
        (640_001, Level.NEARLY_USED),
        (800_000, Level.NEARLY_USED),
        (800_001, Level.EXCEEDED),
    ],
)
def test_a_level_begins_above_its_share_of_the_limit(exposure: int, level: Level) -> None:
    assert level_of(exposure, LIMIT, WARN_AT) is level


def test_without_credit_whatever_is_owed_exceeds_it() -> None:
    assert level_of(0, 0, WARN_AT) is Level.BELOW
    assert level_of(1, 0, WARN_AT) is Level.EXCEEDED


NEARLY, EXCEEDED = NoticeKind.TEAM_LIMIT_NEARLY_USED, NoticeKind.TEAM_LIMIT_EXCEEDED


@pytest.mark.parametrize(
    ("before", "after", "notice"),
    [
        (Level.BELOW, Level.NEARLY_USED, NEARLY),
        (Level.BELOW, Level.EXCEEDED, EXCEEDED),
        (Level.NEARLY_USED, Level.EXCEEDED, EXCEEDED),
        (Level.EXCEEDED, Level.NEARLY_USED, None),
        (Level.NEARLY_USED, Level.BELOW, None),
        *((level, level, None) for level in Level),
    ],
)
def test_only_a_rise_is_news(before: Level, after: Level, notice: NoticeKind | None) -> None:
    assert notice_of(before, after) is notice


@pytest.mark.parametrize(
    ("exposure", "percent"), [(0, 0), (639_999, 79), (640_000, 80), (799_999, 99), (1_600_000, 200)]
)
def test_the_share_that_is_used_is_rounded_down(exposure: int, percent: int) -> None:
    assert percent_of(exposure, LIMIT) == percent
