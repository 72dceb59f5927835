"""Lines as they are handed in: every fault at once, with its field and code."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.field_problems import problems_of
from domain.papers.new_lines import NewLine, faults_of
from tests.domain.papers.building import a_line, standard


def faults(*lines: NewLine, amount: str, prepaid: str = "0", currency: str = "EUR") -> list[Any]:
    found = faults_of(lines, Decimal(amount), Decimal(prepaid), currency)
    return [(each.field, each.code) for each in found]


def test_lines_that_come_to_the_amount_have_no_faults() -> None:
    lines = [a_line("1.005", quantity="3", tax=standard()), a_line("2", tax=standard("9"))]
    assert faults(*lines, amount="5.83") == []


def test_every_fault_is_told_at_once() -> None:
    lines = [
        a_line("1.005", quantity="3", net="3.01", tax=standard()),
        a_line("2", quantity="0", tax={"category": "O"}),
    ]
    assert faults(*lines, amount="9.99", prepaid="-0.001") == [
        ("lines.0.net", "line_does_not_add_up"),
        ("lines.1.quantity", "quantity_zero"),
        ("prepaid", "prepaid_negative"),
        ("prepaid", "amount_too_fine"),
        ("lines", "outside_scope_mixed"),
        ("amount", "total_differs"),
    ]


@pytest.mark.parametrize("wrong", ["120.99", "121.01", "121.99", "100.00"])
def test_one_cent_is_too_much(wrong: str) -> None:
    assert faults(a_line(tax=standard()), amount=wrong) == [("amount", "total_differs")]


def test_the_sum_waits_for_the_tax_of_lines_that_name_none() -> None:
    assert faults(a_line(), amount="1.00") == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"tax": {"category": "S"}}, "tax", "tax_rate_missing"),
        ({"tax": {"category": "S", "rate": "101"}}, "tax", "tax_rate_missing"),
        ({"tax": {"category": "AE", "rate": "21"}}, "tax", "tax_rate_not_possible"),
        ({"tax": {"category": "E"}}, "tax", "tax_reason_missing"),
        ({"tax": {"category": "X"}}, "tax.category", "enum"),
        ({"description": "two\nlines"}, "description", "unprintable"),
        ({"description": "  "}, "description", "missing"),
        ({"price": "-1"}, "price", "greater_than_equal"),
        ({"price": "0.0000001"}, "price", "decimal_max_places"),
        ({"price": "NaN"}, "price", "finite_number"),
        ({"unit": "hour"}, "unit", "string_pattern_mismatch"),
        ({"period": {"first": "2026-12-01", "last": "2026-11-30"}}, "period", "period_reversed"),
        ({"period": {"first": "1.12.2026", "last": "2026-11-30"}}, "period.first", "date_invalid"),
        ({"colour": "red"}, "colour", "extra_forbidden"),
    ],
)
def test_a_line_that_cannot_be_one_names_its_field(
    changes: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        a_line(**changes)
    assert [(each["field"], each["code"]) for each in problems_of(refused.value)] == [(field, code)]


def test_a_number_means_what_its_characters_mean() -> None:
    line = a_line(quantity=0.1, price=2.2)
    assert (line.quantity, line.price) == (Decimal("0.1"), Decimal("2.2"))


def test_a_line_is_read_back_as_it_was_written() -> None:
    line = a_line("1.50", quantity="-2", tax=standard(), net="-3.00")
    assert NewLine.model_validate_json(line.model_dump_json()) == line
    assert "period" not in line.model_dump()
