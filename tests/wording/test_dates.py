"""Days as staff read them: the same from the server as from their browser."""

from datetime import UTC, date, datetime

import pytest

from console.pages.filters import at
from wording.dates import day_of_month, written_day


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 9, 10), "10 Sept 2026"),
        (date(2026, 12, 1), "1 Dec 2026"),
        (date(2028, 2, 29), "29 Feb 2028"),
    ],
)
def test_a_day_is_written_as_the_british_do(day: date, said: str) -> None:
    assert written_day(day) == said
    assert day_of_month(day) == said.rpartition(" ")[0]
    assert f">{said}, 09:05 UTC<" in at(datetime(day.year, day.month, day.day, 9, 5, tzinfo=UTC))
