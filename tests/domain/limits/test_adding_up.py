"""What an account's limit is, of what was approved for its scopes and what a person set."""

from datetime import UTC, date, datetime

import pytest

from domain.limits.in_force import Approved, LastChange, Limit, after_switch, limit_of
from domain.limits.limit import LimitChange
from domain.values.money import Money
from tests.domain.requests.lives import euros

DOLLARS = Money.from_minor(70_000, "USD")
FIRST, SECOND = Approved(1, euros("500.00"), 30), Approved(2, euros("300.00"), 45)


def test_there_is_none_while_nothing_was_switched() -> None:
    assert limit_of([], None) is None
    assert limit_of([], LastChange(euros("1.00"), 0)) is None


def test_what_was_approved_for_each_scope_adds_up_on_the_terms_of_the_last() -> None:
    assert limit_of([FIRST, SECOND], None) == Limit(euros("800.00"), 45)
    assert limit_of([SECOND, FIRST], None) == Limit(euros("800.00"), 45)


def test_another_currency_is_not_added() -> None:
    assert limit_of([FIRST, Approved(2, DOLLARS, 60)], None) == Limit(DOLLARS, 60)
    back = [FIRST, Approved(2, DOLLARS, 60), Approved(3, euros("1.00"), 30)]
    assert limit_of(back, None) == Limit(euros("501.00"), 30)


@pytest.mark.parametrize(
    ("after", "amount"), [(1, "400.00"), (2, "100.00")], ids=["before the last", "since"]
)
def test_what_a_person_set_stands_for_all_that_was_approved_by_then(
    after: int, amount: str
) -> None:
    changed = LastChange(euros("100.00"), after, frozen=True, review_on=date(2027, 1, 1))
    expected = Limit(euros(amount), 45, frozen=True, review_on=date(2027, 1, 1))
    assert limit_of([FIRST, SECOND], changed) == expected


def test_what_was_set_in_another_currency_counts_no_more_but_a_frozen_limit_stays_so() -> None:
    changed = LastChange(DOLLARS, 1, frozen=True)
    assert limit_of([FIRST, SECOND], changed) == Limit(euros("800.00"), 45, frozen=True)


def test_a_switch_adds_to_the_limit_of_before_in_its_currency() -> None:
    def was(limit: Money) -> LimitChange:
        return LimitChange(at=datetime(2026, 11, 2, tzinfo=UTC), by="c@p.example", limit=limit)

    assert after_switch([], euros("5.00")) == euros("5.00")
    before = [was(euros("9.00")), was(euros("2.00")), was(DOLLARS)]
    assert after_switch(before, euros("5.00")) == euros("7.00")
