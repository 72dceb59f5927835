"""What is settled meanwhile is known as if it had been read so at first."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.bank.open_items import Item, OpenItems
from domain.values.national_references import NationalKind

SOME = [
    Item(
        f"{'INV-' if number % 2 else ''}{number:04}",
        f"account-{number % 2}",
        "EUR",
        1_000 + number,
        date(2026, 11, 1) + timedelta(days=number % 3),
        tuple(NationalKind) if number % 3 else (),
    )
    for number in range(12)
]


@pytest.mark.parametrize("minor", [1, 1_000, 5_000], ids=str)
@pytest.mark.parametrize("at", [0, 3, 5, 11])
def test_so_much_of_an_invoice_is_settled(at: int, minor: int) -> None:
    items, item = OpenItems.of(SOME), SOME[at]
    for _ in range(2):
        items.settle(item.number, minor)
    less = replace(item, open=max(0, item.open - 2 * minor))
    assert items == OpenItems.of([*SOME[:at], less, *SOME[at + 1 :]])


def test_one_that_is_settled_and_open_again_is_where_it_was() -> None:
    items = OpenItems.of(SOME)
    for item in SOME:
        items.settle(item.number, item.open)
    assert not any(items.of_account.values())
    for item in SOME:
        items.put(item)
    assert items == OpenItems.of(SOME)


def test_of_invoices_due_on_one_day_the_one_issued_first_is_proposed_first() -> None:
    """As money settles them: not by their numbers."""
    later, earlier = (
        Item(number, "contoso", "EUR", 1_000, date(2026, 12, 1), issued_on=date(2026, 11, day))
        for number, day in (("INV-1", 2), ("INV-2", 1))
    )
    items = OpenItems.of([later, earlier])
    assert items.of_account["contoso"] == [earlier, later]
    items.settle("INV-2", 400)
    assert [each.number for each in items.of_account["contoso"]] == ["INV-2", "INV-1"]
