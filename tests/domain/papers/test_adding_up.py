"""Our own rules: whatever is changed on a paper that adds up is noticed, and named."""

from typing import Any

import pytest

from domain.papers.adding_up import problems_of
from domain.papers.paper import Paper
from tests.domain.papers.building import GERMAN, a_line, a_paper, standard

RIGHT = a_paper(
    a_line("10", quantity="3", tax=standard()), a_line("5", tax=standard("9")), amount="41.75"
)
INVOICE = {"number": "INV-1", "issued_on": "2026-10-01"}


def changed(paper: Paper, field: str, value: Any) -> Paper:
    content = paper.model_dump()
    at: Any = content
    *path, last = (int(part) if part.isdecimal() else part for part in field.split("."))
    for part in path:
        at = at[part]
    at[last] = value
    return Paper.model_validate(content)


def test_a_paper_that_adds_up_has_no_problems() -> None:
    assert problems_of(RIGHT) == ()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("lines.0.net", "30.01", "line_does_not_add_up"),
        ("lines.0.rate", "0", "rate_does_not_fit"),
        ("lines.1.id", "1", "line_twice"),
        ("taxes.0.base", "30.01", "tax_base_does_not_add_up"),
        ("taxes.0.amount", "7.29", "tax_does_not_add_up"),
        ("taxes.0.rate", "20", "tax_missing"),
        ("taxes.1.category", "E", "tax_not_of_the_lines"),
        ("totals.net", "35.01", "total_does_not_add_up"),
        ("totals.tax", "6.76", "total_does_not_add_up"),
        ("totals.due", "41.74", "total_does_not_add_up"),
        ("totals.due", "0.00", "nothing_due"),
        ("totals.rounding", "0.03", "rounding_too_large"),
        ("totals.prepaid", "41.75", "total_does_not_add_up"),
        ("due_on", None, "due_date_missing"),
        ("due_on", "2026-11-01", "due_before_issued"),
        ("account.iban", "NL91ABNA0417164301", "iban_invalid"),
        ("reference", "RF19539007547034", "reference_invalid"),
        ("seller.vat_id", None, "seller_tax_id_missing"),
        ("kind", "credit_note", "invoice_not_named"),
    ],
)
def test_what_is_wrong_is_named(field: str, value: Any, code: str) -> None:
    found = problems_of(changed(RIGHT, field, value))
    assert code in {each.code for each in found}
    assert all(each.problem.endswith(".") and each.source == "ours" for each in found)


def test_a_credit_note_below_zero_is_refused_though_it_adds_up() -> None:
    """It would claim the money once more, and the official rules let it through."""
    content = RIGHT.model_dump() | {"kind": "credit_note", "of_invoice": INVOICE}
    for line in content["lines"]:
        line |= {name: f"-{line[name]}" for name in ("quantity", "net")}
    for tax in content["taxes"]:
        tax |= {name: f"-{tax[name]}" for name in ("base", "amount")}
    content["totals"] |= {
        name: f"-{content['totals'][name]}" for name in ("net", "tax", "gross", "due")
    }
    found = problems_of(Paper.model_validate(content))
    assert [(each.field, each.code) for each in found] == [("totals.due", "nothing_due")]


def test_reverse_charge_names_the_buyers_vat_number() -> None:
    paper = a_paper(amount="100.00", buyer=GERMAN)
    found = problems_of(changed(paper, "buyer.vat_id", None))
    assert [each.code for each in found] == ["buyer_vat_id_missing"]


def test_no_tax_needs_a_reason() -> None:
    paper = a_paper(amount="100.00", buyer=GERMAN)
    found = problems_of(changed(paper, "taxes.0.reason_code", None))
    assert [each.code for each in found] == ["tax_reason_missing"]
