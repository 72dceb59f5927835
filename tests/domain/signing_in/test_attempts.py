"""When signing in is locked, by the rule alone."""

from datetime import timedelta

import pytest

from domain.errors import TooManyAttempts
from domain.signing_in.attempts import (
    AT_ONE_NAME,
    OF_ONE_AT_ONE_NAME,
    OF_ONE_CLIENT,
    Failures,
    counted_by,
    is_last,
    refuse_locked,
)
from tests.ledger.samples import NOON


def test_an_attempt_counts_by_name_and_client_together_and_by_each_alone() -> None:
    limits = {
        each.said: (each.at_most, each.afresh) for each in counted_by("Anna", "192.0.2.1", None)
    }
    assert limits == {
        "both 192.0.2.1 anna": (OF_ONE_AT_ONE_NAME, True),
        "client 192.0.2.1": (OF_ONE_CLIENT, False),
        "name anna": (AT_ONE_NAME, False),
    }


def test_a_known_browser_counts_by_itself() -> None:
    (counted,) = counted_by(" ANNA ", "192.0.2.1", "a browser")
    assert counted == ("device a browser anna", OF_ONE_AT_ONE_NAME, True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("a socket", "a socket", True),
    ],
)
def test_all_addresses_of_an_ipv6_network_are_one_client(one: str, other: str, same: bool) -> None:
    assert (counted_by("anna", one, None) == counted_by("anna", other, None)) is same


@pytest.mark.parametrize(("number", "last"), [(9, False), (10, True)])
def test_up_to_the_limit_nothing_is_locked(number: int, last: bool) -> None:
    failures = Failures(number, NOON)
    refuse_locked(failures, 10, NOON)
    assert is_last(failures, 10) is last


@pytest.mark.parametrize(
    ("after", "seconds"),
    [(timedelta(), 900), (timedelta(minutes=14, seconds=59), 1), (timedelta(minutes=15), 1)],
)
def test_beyond_it_is_locked_for_a_quarter_of_an_hour_since_the_first(
    after: timedelta, seconds: int
) -> None:
    with pytest.raises(TooManyAttempts) as refused:
        refuse_locked(Failures(11, NOON), 10, NOON + after)
    assert refused.value.details["retry_after"] == seconds
