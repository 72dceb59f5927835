"""When an account may be erased, by the rule alone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.erasure.may_erase import Balance, Books, may_erase, obstacles_to_erasing, years_after
from domain.errors import ErasureNotPossible

BOOKED = datetime(2026, 11, 1, 12, tzinfo=UTC)
KEPT_UNTIL = date(2033, 11, 1)


@pytest.mark.parametrize(
    ("said", "is_open"),
    [
        ({}, False),
        ({"balances": [Balance(0, 0), Balance(0, 0)]}, False),
        ({"balances": [Balance(0, 0), Balance(1, 0)]}, True),
        ({"balances": [Balance(0, 1)]}, True),
        ({"charges_open": True}, True),
    ],
    ids=["no books", "all is settled", "an invoice", "unapplied money", "charges"],
)
def test_no_money_may_be_open(said: dict[str, Any], is_open: bool) -> None:
    obstacles = obstacles_to_erasing(Books(**said), 7, KEPT_UNTIL)
    assert obstacles.any is obstacles.money_open is is_open


@pytest.mark.parametrize("last", ["last_step", "last_charge_paid"])
def test_its_books_are_kept_for_years_after_the_last_change(last: str) -> None:
    earlier: dict[str, Any] = {"last_step": datetime(2020, 1, 1, tzinfo=UTC), last: BOOKED}
    books = Books(**earlier)
    before = obstacles_to_erasing(books, 7, date(2033, 10, 31))
    assert (before.any, before.kept_until) == (True, KEPT_UNTIL)
    on_the_day = obstacles_to_erasing(books, 7, KEPT_UNTIL)
    assert (on_the_day.any, on_the_day.possible_on) == (False, KEPT_UNTIL)


def test_the_refusal_says_all_that_stands_against_it_and_the_day() -> None:
    books = Books(charges_open=True, last_step=BOOKED)
    with pytest.raises(ErasureNotPossible, match="from 2033-11-01 on") as refused:
        may_erase("contoso", obstacles_to_erasing(books, 7, BOOKED.date()))
    assert refused.value.details["reasons"] == ["money_open", "books_kept"]
    assert refused.value.details["possible_on"] == "2033-11-01"


def test_without_books_it_may_be_done_at_once() -> None:
    may_erase("contoso", obstacles_to_erasing(Books(), 7, BOOKED.date()))


def test_the_day_after_years() -> None:
    assert years_after(datetime(2024, 2, 29, tzinfo=UTC), 7) == date(2031, 3, 1)
    assert years_after(datetime(2024, 2, 29, tzinfo=UTC), 4) == date(2028, 2, 29)
