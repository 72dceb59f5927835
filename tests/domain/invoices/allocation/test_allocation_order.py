"""The order in which money settles invoices: in lists as on the invoices themselves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.invoices.allocation.allocation_order import (
    OpenRow,
    age,
    reached_by_credit,
    reached_by_payment,
    turn_for_credit,
    turn_for_payment,
)
from domain.invoices.invoice import Invoice
from domain.values.money import Money
from tests.domain.invoices.books import Books
from tests.domain.invoices.building import an_invoice
from tests.domain.requests.lives import euros

FIRST_DAY = date(2026, 11, 2)


def _row(number: str, open_: int, disputed: int = 0, charged: int = 0) -> OpenRow:
    return OpenRow(number, open_, disputed, charged)


def _rows(invoices: Sequence[Invoice]) -> list[OpenRow]:
    opened = sorted((each for each in invoices if each.open), key=age)
    return [OpenRow(each.number, each.open, each.disputed, each.charged) for each in opened]


def test_of_those_due_on_one_day_the_one_issued_first_is_the_oldest() -> None:
    issued = [
        an_invoice(number=number, issued_on=issued_on, terms_days=terms)
        for number, issued_on, terms in (
            ("C", date(2026, 11, 2), 30),
            ("B", date(2026, 11, 3), 29),
            ("A", date(2026, 11, 3), 29),
            ("D", date(2026, 11, 4), 14),
        )
    ]
    assert [each.number for each in sorted(issued, key=age)] == ["D", "C", "A", "B"]


def test_what_was_written_off_comes_first_and_what_is_to_get_no_more_comes_last() -> None:
    ledger = Books(an_invoice(number="A"), an_invoice(number="B"), an_invoice(number="C"))
    ledger.write_off("B")
    for_payment = sorted(ledger.invoices, key=turn_for_payment)
    assert [each.number for each in for_payment] == ["B", "A", "C"]
    for_credit = sorted(ledger.invoices, key=lambda each: turn_for_credit(each, {"A"}))
    assert [each.number for each in for_credit] == ["B", "C", "A"]


@pytest.mark.parametrize(
    ("amount", "by_payment", "by_credit"),
    [
        (1, ["A"], ["A"]),
        (60, ["A"], ["A"]),
        (61, ["A", "C"], ["A", "C"]),
        (110, ["A", "C"], ["A", "C"]),
        (111, ["A", "C", "D"], ["A", "C", "D"]),
        (141, ["A", "C", "D"], ["A", "C", "D"]),
        (181, ["A", "C", "D", "B"], ["A", "C", "D"]),
    ],
)
def test_what_is_not_disputed_is_reached_first(
    amount: int, by_payment: list[str], by_credit: list[str]
) -> None:
    rows = [_row("A", 100, 40), _row("B", 20, 20), _row("C", 50), _row("D", 30)]
    assert reached_by_payment(rows, amount) == by_payment
    assert reached_by_credit(rows, amount) == by_credit


def test_late_charges_may_be_given_back_so_the_next_invoice_is_reached_too() -> None:
    rows = [_row("A", 100, charged=30), _row("B", 50)]
    assert reached_by_payment(rows, 70) == ["A"]
    assert reached_by_payment(rows, 71) == ["A", "B"]
    assert reached_by_credit(rows, 71) == ["A", "B"]


def test_a_payment_reaches_one_at_least_and_credit_spares_what_is_disputed() -> None:
    assert reached_by_payment([_row("A", 20, 20)], 0) == ["A"]
    assert reached_by_payment([], 100) == []
    assert reached_by_credit([_row("A", 20, 20)], 100) == []
    assert reached_by_credit([_row("A", 20), _row("B", 20)], 10, known={"A"}) == ["B"]


def test_of_ten_thousand_no_more_are_looked_at_than_the_amount_reaches() -> None:
    looked_at = []

    def rows() -> Iterator[OpenRow]:
        for number in range(10_000):
            looked_at.append(number)
            yield _row(f"{number}", 10)

    assert len(reached_by_payment(rows(), 35)) == 4
    assert len(looked_at) <= 5


@settings(max_examples=60)
@given(
    books=st.lists(
        st.tuples(st.integers(1, 9), st.integers(0, 9), st.integers(0, 4)), min_size=1, max_size=5
    ),
    amount=st.integers(1, 50),
)
def test_a_payment_for_those_it_reaches_settles_what_one_for_all_that_is_open_does(
    books: list[tuple[int, int, int]], amount: int
) -> None:
    def ledger() -> Books:
        made = Books(
            *(
                an_invoice(
                    number=f"INV-{place}",
                    amount=euros(f"{size}.00"),
                    issued_on=FIRST_DAY + timedelta(days=days),
                )
                for place, (size, _, days) in enumerate(books)
            )
        )
        for each, (_, disputed, _) in zip(made.invoices, books, strict=True):
            if part := min(disputed * 100, each.open):
                made.dispute(Money.from_minor(part, "EUR"), each.number)
        return made

    chosen, everything = ledger(), ledger()
    reached = reached_by_payment(_rows(chosen.invoices), amount * 100)
    chosen.pay(euros(f"{amount}.00"), *reached, to=reached[0])
    everything.pay(euros(f"{amount}.00"), *(each.number for each in everything.invoices))
    assert [each.open for each in chosen.invoices] == [each.open for each in everything.invoices]
