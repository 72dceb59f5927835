"""How long a customer has: never more than there is."""

from datetime import UTC, datetime, timedelta

import pytest

from console.customer.showing import Zoned

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(days=30), "in 30 days"),
        (timedelta(days=11), "in 11 days"),
        (timedelta(days=7) - timedelta(seconds=1), "in 6 days"),
        (timedelta(days=2), "in 2 days"),
        (timedelta(hours=47, minutes=59), "in 47 hours"),
        (timedelta(hours=1, minutes=59), "in 119 minutes"),
        (timedelta(seconds=90), "in 90 seconds"),
        (timedelta(0), "in 0 seconds"),
    ],
    ids=str,
)
def test_what_is_left_until_a_deadline_is_cut_off_to_whole_units(
    left: timedelta, said: str
) -> None:
    assert Zoned("en", "UTC").left(NOW + left, NOW) == said


def test_it_is_said_in_the_customers_language() -> None:
    assert Zoned("nl", "UTC").left(NOW + timedelta(days=11), NOW) == "over 11 dagen"
