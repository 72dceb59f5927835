"""What is read of a file with invoices: each with its line, one's mistakes nobody else's."""

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from clients.invoices.issuing import command_for
from domain.errors import InvalidFile
from domain.invoices.new.new_invoice import NewInvoice
from domain.papers.new_lines import MOST_LINES
from domain.policy_file import WholePolicy
from engine.sending import AT_MOST_BYTES, stamped
from files.invoices import MAX_BYTES, Entry, InvoiceFile, read_invoices
from tests.domain.requests.lives import euros

HEADER = "number,scope,issued_on,amount,currency"
GOOD = "A-1,sub-1,2026-11-01,12.50,EUR"
Read = Callable[[str, str], InvoiceFile]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(name: str, text: str) -> InvoiceFile:
        file = tmp_path / name
        file.write_bytes(text.encode())
        return read_invoices(file)

    return reading


def problems(entries: tuple[Entry, ...]) -> list[tuple[int, str, str]]:
    return [
        (each["line"], each["field"], each["code"]) for entry in entries for each in entry.problems
    ]


def test_a_header_says_what_is_in_which_column(read: Read) -> None:
    text = (
        f"\ufeffCurrency;Amount ;issued_on;scope;number;\r\n\r\nEUR;{12.50};2026-11-01;s;A-1;\r\n"
    )
    for name in ("a.csv", "a.txt"):
        (entry,) = read(name, text).entries
        assert entry.line == 3
        assert entry.invoice is not None
        assert (entry.invoice.number, str(entry.invoice.amount)) == ("A-1", "12.50 EUR")


def test_every_mistake_of_a_csv_file_is_reported_with_its_line(read: Read) -> None:
    lines = [
        HEADER,
        GOOD,
        "A-1,sub-1,2026-11-01,12.50,EUR",
        ",sub-1,20261101,1,EUX",
        'B-1,sub-1,2026-13-01,"1,5",EUR',
        "B-2,sub-1",
        'B-3,sub-1,2026-11-01,1,EUR,"two\nlines"',
        '"B"4,sub-1,2026-11-01,1,EUR',
        "B 5,sub-1,1999-12-31,NaN,EUR",
        "B-6,sub-1,2026-11-01,1.001,EUR",
        "C-1,sub-1,2026-11-01,7,EUR",
    ]
    read_ = read("a.csv", "\n".join(lines))
    assert not read_.single
    assert [entry.invoice.number for entry in read_.entries if entry.invoice] == ["A-1", "C-1"]
    assert problems(read_.entries) == [
        (3, "number", "twice"),
        (4, "number", "missing"),
        (4, "issued_on", "date_invalid"),
        (4, "currency", "currency_unknown"),
        (5, "issued_on", "date_invalid"),
        (6, "issued_on", "missing"),
        (6, "amount", "missing"),
        (6, "currency", "missing"),
        (7, "line", "not_csv"),
        (8, "number", "number_invalid"),
        (8, "scope", "missing"),
        (8, "issued_on", "missing"),
        (8, "amount", "missing"),
        (8, "currency", "missing"),
        (9, "line", "not_csv"),
        (10, "number", "number_invalid"),
        (10, "issued_on", "date_out_of_range"),
        (10, "amount", "not_an_amount"),
        (11, "amount", "amount_ambiguous"),
    ]
    assert read_.entries[1].problems[0]["problem"] == "A-1 stands on line 2 already."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("closes", [False, True])
def test_a_quote_that_is_not_closed_is_named_by_its_line_and_swallows_no_other(
    read: Read, end: str, closes: bool
) -> None:
    last = '"D-1",sub-1,2026-11-01,1,EUR' if closes else "D-1,sub-1,2026-11-01,1,EUR"
    lines = [
        HEADER,
        GOOD,
        '"B-1,sub-1,2026-11-01,1,EUR',
        "C-1,sub-1,2026-11-01,1,EUR",
        "",
        last,
        'E-1,sub-1,2026-11-01,"1,EUR',
    ]

    entries = read("a.csv", end.join(lines)).entries

    assert problems(entries) == [(3, "line", "not_csv"), (7, "line", "not_csv")]
    assert [each.invoice.number for each in entries if each.invoice] == ["A-1", "C-1", "D-1"]
    assert {each.line for each in entries} == {2, 3, 4, 6, 7}
    assert "quote begins on this line" in entries[1].problems[0]["problem"]


def test_every_mistake_of_a_yaml_file_is_reported_with_its_line(read: Read) -> None:
    text = (
        "# invoices\n"
        "invoices:\n"
        "  - number: A-1\n"
        "    scope: s\n"
        "    scope: t\n"
        "    issued_on: 2026-11-01\n"
        "    amount:\n"
        "      amount: 5\n"
        "      currency: EURO\n"
        "  - {number: 0012, scope: s, issued_on: 2026-11-01, amount: {amount: 8, currency: EUR}}\n"
        "  - a word\n"
        "  - {number: [A], scope: s, issued_on: 2026-11-01, amount: 5, note: x}\n"
        "  - {number: 0012, scope: s, issued_on: 2026-11-01, amount: {amount: 8, currency: EUR}}\n"
    )
    entries = read("a.yaml", text).entries
    assert [entry.invoice.number for entry in entries if entry.invoice] == ["0012"]
    assert problems(entries) == [
        (5, "scope", "twice"),
        (9, "amount.currency", "currency_unknown"),
        (11, "invoice", "not_fields"),
        (12, "number", "string_type"),
        (12, "amount", "model_type"),
        (12, "note", "extra_forbidden"),
        (13, "number", "twice"),
    ]


def test_what_is_given_twice_is_reported_at_its_invoice(read: Read) -> None:
    one = "number: A-1\nscope: s\nscope: t\namount:\n  amount: 1\n  amount: 2\n"
    expected = [(3, "scope", "twice"), (6, "amount.amount", "twice")]
    assert problems(read("a.yaml", f"{one}issued_on: 2026-11-01").entries)[:2] == expected[:2]
    listed = "".join(f"- {{number: B-{n}, scope: s, scope: t}}\n" for n in range(2))
    twice = [each for each in problems(read("a.yaml", listed).entries) if each[2] == "twice"]
    assert twice == [(1, "scope", "twice"), (2, "scope", "twice")]


def test_one_invoice_is_a_block_of_its_own(read: Read) -> None:
    one = '{"number": "A-1", "scope": "s", "issued_on": "2026-11-01", "amount": {"amount": "5.00", "currency": "EUR"}}'  # noqa: E501
    assert read("a.json", one).single
    assert not read("b.json", f"[{one}]").single
    assert not read("c.json", f'{{"invoices": [{one}]}}').single
    assert problems(read("d.yaml", "number: A-1\nscope: s\n").entries) == [
        (1, "issued_on", "missing"), (1, "amount", "missing")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [
        ("a.csv", "", ["missing"] * 5),
        ("a.csv", "scope,number,x,amount,amount", [*["missing"] * 2, "extra_forbidden", "twice"]),
        ("a.csv", HEADER, ["empty"]),
        ("a.csv", '"number', ["not_csv"]),
        ("a.yaml", "", ["not_invoices"]),
        ("a.yaml", "a word", ["not_invoices"]),
        ("a.yaml", "invoices: []", ["empty"]),
        ("a.yaml", "invoices:", ["empty"]),
        ("a.yaml", "a: [", ["not_yaml"]),
        ("a.yaml", "[" * 100_000, ["not_yaml"]),
        ("a.yaml", "- &a b\n- *a", ["not_yaml"]),
        ("a.yaml", "- !!python/object:os.system x", ["not_yaml"]),
        ("a.yaml", "a: 1\n---\nb: 2", ["not_yaml"]),
        ("a.yaml", "? [a]\n: b", ["not_yaml"]),
        ("a.yaml", "invoices: [a]\ninvoices: []", ["twice"]),
        ("a.csv", "x" * (MAX_BYTES + 1), ["too_large"]),
        ("nothing/here.csv", "", ["unreadable"]),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_as_a_whole(
    name: str, text: str, codes: list[str], tmp_path: Path
) -> None:
    file = tmp_path / name
    if "/" not in name:
        file.write_text(text)
    with pytest.raises(InvalidFile) as refused:
        read_invoices(file)
    assert [each["code"] for each in refused.value.details["problems"]] == codes


@pytest.mark.parametrize("name", ["a.csv", "a.yaml"])
def test_thousands_of_lines_are_read_in_a_moment(name: str, read: Read) -> None:
    count = 3000
    if name == "a.csv":
        rows = [f"A-{n},sub-1,2026-11-01,{n}.25,EUR" for n in range(count)]
        text = "\n".join([HEADER, *rows])
    else:
        text = "".join(
            f"- {{number: A-{n}, scope: s, issued_on: 2026-11-01,"
            f" amount: {{amount: {n}.25, currency: EUR}}}}\n"
            for n in range(count)
        )
    began = time.perf_counter()
    entries = read(name, text).entries
    assert time.perf_counter() - began < 3
    assert len([entry for entry in entries if entry.invoice]) == count


@pytest.mark.parametrize("number", ["a/../b", "a/./b", "a//b", "2026/", "a/..", "2026/77/."])
def test_a_number_that_an_address_would_read_as_another_one_is_refused(number: str) -> None:
    with pytest.raises(ValidationError, match="would lead to another invoice"):
        a_new_invoice(number)


@pytest.mark.parametrize("number", ["2026/77", "a.b/..c/d..", "invoice/2026/77", "2026.", "1--2"])
def test_slashes_and_dots_are_a_part_of_numbers(number: str) -> None:
    assert a_new_invoice(number).number == number


def a_new_invoice(number: str) -> NewInvoice:
    return NewInvoice(
        number=number, scope="sub-1", issued_on=date(2026, 11, 2), amount=euros("1.00")
    )


LINES = """\
number: A-1
scope: sub-1
issued_on: 2026-11-01
amount: {amount: "121.00", currency: EUR}
lines:
  - description: Virtual machines
    price: "100"
    net: "99"
    tax: {category: S, rate: "21"}
  - description: Support
    price: "5"
    quantity: "0"
    tax: {category: AE, rate: "21"}
"""


def test_every_fault_of_a_line_is_reported_with_its_line(read: Read) -> None:
    entries = read("a.yaml", LINES).entries
    assert problems(entries) == [(13, "lines.1.tax", "tax_rate_not_possible")]
    entries = read("a.yaml", LINES.replace("AE", "S")).entries
    assert problems(entries) == [
        (8, "lines.0.net", "line_does_not_add_up"),
        (12, "lines.1.quantity", "quantity_zero"),
    ]
    other = LINES.replace('"0"', '"1"').replace("AE", "S").replace('"99"', '"100"')
    assert problems(read("a.yaml", other).entries) == [(4, "amount", "total_differs")]


def test_the_largest_invoice_with_lines_fits_into_a_message() -> None:
    line = {"description": "x" * 400, "price": "1234567.123456", "quantity": "1234.123456"}
    invoice = NewInvoice.model_validate(
        {
            "number": "A-1",
            "scope": "sub-1",
            "issued_on": "2026-11-01",
            "amount": {"amount": "1.00", "currency": "EUR"},
            "lines": [line | {"tax": {"category": "S", "rate": "21"}}] * MOST_LINES,
        }
    )
    command = command_for(invoice, "bob@provider.test", WholePolicy())
    assert len(command.model_dump_json()) < AT_MOST_BYTES / 2
    assert stamped(command) == command


def test_one_invoice_may_have_no_number_and_several_need_theirs(read: Read) -> None:
    alone = "scope: sub-1\nissued_on: 2026-11-01\namount: {amount: '1', currency: EUR}\n"
    (entry,) = read("a.yaml", alone).entries
    assert entry.invoice is not None
    assert entry.invoice.number == ""

    item = "".join(f"   {line}\n" for line in alone.splitlines())
    several = read("b.yaml", f"invoices:\n - {item.lstrip()}")
    assert problems(several.entries) == [(2, "number", "missing")]
    empty = read("c.yaml", f"number: ''\n{alone}").entries
    assert problems(empty) == [(1, "number", "number_invalid")]
