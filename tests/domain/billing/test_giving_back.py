"""What goes back of one payment is shared by the invoices that it paid."""

from itertools import product

import pytest

from domain.billing.giving_back import split_by_what_each_got


@pytest.mark.parametrize(
    ("amount", "got", "parts"),
    [
        (3000, {"a": 6000, "b": 4000}, {"a": 1800, "b": 1200}),
        (10000, {"a": 6000, "b": 4000}, {"a": 6000, "b": 4000}),
        (1, {"a": 1, "b": 1}, {"a": 0, "b": 1}),
        (500, {"a": 0, "b": 500}, {"a": 0, "b": 500}),
        (20000, {"a": 6000, "b": 4000}, {"a": 6000, "b": 4000}),
        (5, {"a": 0}, {"a": 0}),
        (5, {}, {}),
    ],
    ids=[
        "a part",
        "all",
        "an odd cent",
        "one got nothing",
        "more than they got",
        "nothing",
        "none",
    ],
)
def test_each_loses_in_proportion_to_what_it_got(
    amount: int, got: dict[str, int], parts: dict[str, int]
) -> None:
    assert split_by_what_each_got(amount, got) == parts


def test_parts_come_to_the_amount_and_none_is_more_than_was_got() -> None:
    for first, second, third in product(range(6), repeat=3):
        got = {"a": first, "b": second, "c": third}
        for amount in range(sum(got.values()) + 1):
            parts = split_by_what_each_got(amount, got)
            assert sum(parts.values()) == amount
            assert all(0 <= parts[each] <= got[each] for each in got)
