"""How many letters a day may bring."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.letters.daily_limits import due_again

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.mark.parametrize(
    ("went_out", "due"),
    [
        ([], None),
        ([AT], None),
        ([AT, AT], AT + DAY),
        ([AT, AT - DAY], None),
        ([AT, AT - DAY + SECOND], AT + DAY),
        ([AT, AT + SECOND], None),
    ],
    ids=["none", "one less", "as many", "a day before", "not quite a day before", "written later"],
)
def test_a_letter_waits_a_day_once_as_many_went_out_since_the_day_before(
    went_out: list[datetime], due: datetime | None
) -> None:
    assert due_again(AT, AT, went_out, most_a_day=2) == due


@pytest.mark.parametrize(
    ("waited", "due"),
    [(DAY - SECOND, AT + DAY), (DAY, None), (2 * DAY, None)],
    ids=["not a day", "a day", "two days"],
)
def test_each_further_day_allows_as_many_again(waited: timedelta, due: datetime | None) -> None:
    assert due_again(AT, AT + waited, [AT, AT], most_a_day=2) == due


def test_a_letter_by_a_clock_ahead_is_not_due_before_now() -> None:
    ahead = AT + 10 * DAY
    assert due_again(ahead, AT, [ahead], most_a_day=1) == ahead + DAY
