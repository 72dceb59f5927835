"""How many, how long and how far away, and that each has words."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from domain.rules.findings import Severity
from domain.turns import Who
from tests.wording.test_catalogue import SAID, SOURCES
from wording.catalogue import staff_words
from wording.codes import means
from wording.counts import counted, distance, length, span
from wording.turns import named, team

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 requests"), (1, "1 request"), (2, "2 requests"), (1200, "1,200 requests")],
)
def test_one_is_not_many(count: int, said: str) -> None:
    assert counted(count, "request") == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (7199, "120 minutes"),
        (7200, "2 hours"),
        (172_799, "48 hours"),
        (172_800, "2 days"),
    ],
)
def test_a_duration_is_written_in_the_largest_unit_that_fits_twice(seconds: int, said: str) -> None:
    assert span(seconds) == said


def test_a_minute_is_the_shortest_length() -> None:
    assert length(timedelta(seconds=60)) == "1 minute"
    assert length(timedelta(seconds=-7200)) == "2 hours"


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (timedelta(seconds=59), "now"),
        (timedelta(seconds=-59), "now"),
        (timedelta(minutes=1), "in 1 minute"),
        (timedelta(days=4), "in 4 days"),
        (timedelta(days=30) - timedelta(seconds=20), "in 30 days"),
        (timedelta(days=30) - timedelta(minutes=1), "in 29 days"),
        (timedelta(hours=47, minutes=59), "in 47 hours"),
        (timedelta(hours=-47, minutes=-59), "48 hours ago"),
        (timedelta(hours=-3), "3 hours ago"),
    ],
)
def test_a_distance_says_whether_it_is_ahead(away: timedelta, said: str) -> None:
    assert distance(NOW + away, NOW) == said


def test_whatever_is_counted_has_words_and_nothing_else_has() -> None:
    counted_here = set(re.findall(r"counted\([^()]*['\"](\w+)['\"]", SOURCES))
    worded = {key.removeprefix("count.") for key in staff_words() if key.startswith("count.")}

    assert {"day", "letter", "not_arrived"} <= counted_here <= worded
    assert worded <= SAID


def test_everybody_who_acts_and_every_severity_has_words() -> None:
    assert named(Who.CREDIT) == "the credit analyst"
    assert all(map(named, Who))
    assert team(Who.CREDIT) == "the credit team"
    assert all(map(team, set(Who) - {Who.NOBODY}))
    assert all(map(means, Severity))
