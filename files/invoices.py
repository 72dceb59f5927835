"""Invoices in a file: YAML, JSON or CSV, thousands of them, each with its line.

A mistake concerns its own line alone: everything else in the file can still be issued.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from domain.errors import InvalidFile
from domain.field_problems import problems_of
from domain.invoices.new.new_invoice import NewInvoice
from files.reading import Document, invalid, parse, read_text

MAX_BYTES = 20 * 1024 * 1024

COLUMNS = ("number", "scope", "issued_on", "amount", "currency")
_NO_CSV = "This line is not CSV: there is something between a quote that ends and the next column."
_TWICE = "This field is given twice."
_Twice = dict[str, dict[str, int]]
_YAML = (".yaml", ".yml", ".json")


class Entry(NamedTuple):
    """One invoice of a file: as it can be issued, or what is wrong with it."""

    line: int
    invoice: NewInvoice | None
    problems: tuple[dict[str, Any], ...] = ()
    """Each `{line, invoice, field, code, problem}`; the number only where it is known."""


class InvoiceFile(NamedTuple):
    entries: tuple[Entry, ...]
    single: bool
    """The file is one invoice, and not a list of them."""


def read_invoices(path: Path) -> InvoiceFile:
    """One invoice, a list of them, or a block with the list under `invoices`; or, in CSV, a header
    with the `COLUMNS` in any order and an invoice a line, separated by commas or semicolons.

    Raises:
        InvalidFile: the file as a whole cannot be used.
    """
    text = read_text(path, MAX_BYTES)
    if _is_csv(path, text):
        single, entries = False, _in_csv(path, text)
    else:
        single, entries = _in_yaml(path, text)
    listed = tuple(_each_once(entries))
    if not listed:
        raise invalid(path.name, "empty", "There is no invoice in this file.", 1)
    return InvoiceFile(listed, single)


def _each_once(entries: Iterator[Entry]) -> Iterator[Entry]:
    """A number that occurs a second time is a mistake of the second line."""
    first: dict[str, int] = {}
    for entry in entries:
        number = (entry.invoice.number or None) if entry.invoice else None
        if number is not None and number in first:
            said = f"{number} stands on line {first[number]} already."
            yield Entry(entry.line, None, (_problem(entry.line, number, "number", "twice", said),))
            continue
        if number is not None:
            first[number] = entry.line
        yield entry


def _is_csv(path: Path, text: str) -> bool:
    suffix = path.suffix.lower()
    if suffix in (".csv", *_YAML):
        return suffix == ".csv"
    header = text.lstrip().partition("\n")[0]
    return len(_columns(header, _delimiter(header)).intersection(COLUMNS)) > 1


def _delimiter(header: str) -> str:
    return ";" if header.count(";") > header.count(",") else ","


def _columns(header: str, delimiter: str) -> set[str]:
    return {name.strip(' "\r').lower() for name in header.split(delimiter)}


def _in_csv(path: Path, text: str) -> Iterator[Entry]:
    delimiter = _delimiter(text.lstrip().partition("\n")[0])
    rows = _rows(text, delimiter)
    head, names = next(((line, row) for line, row in rows if row), (1, []))
    if isinstance(names, str):
        raise invalid(path.name, "not_csv", names, head)
    columns = [name.strip().lower() for name in names]
    _refuse_header(head, columns)
    for line, row in rows:
        if isinstance(row, str):
            yield Entry(line, None, (_problem(line, None, "line", "not_csv", row),))
        elif any(cell.strip() for cell in row):
            yield _of_row(line, columns, row)


def _rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Every line with its number; a sentence instead where it cannot be read.

    Each line is read on its own, since no column takes a line break: a quote that is never closed
    would otherwise swallow whatever comes after it.
    """
    for number, line in enumerate(io.StringIO(text, newline=None), 1):
        written = line.rstrip("\n")
        try:
            yield number, next(csv.reader([written], delimiter=delimiter, strict=True), [])
        except csv.Error:
            ends = _ends_inside_quotes(written, delimiter)
            said = "A quote begins on this line and does not end on it." if ends else _NO_CSV
            yield number, said


def _ends_inside_quotes(line: str, delimiter: str) -> bool:
    try:
        next(csv.reader([line + '"'], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    return True


def _refuse_header(line: int, columns: list[str]) -> None:
    named = [name for name in columns if name]
    problems = [
        _problem(line, None, name, "missing", "This column is missing in the header.")
        for name in COLUMNS
        if name not in named
    ]
    problems += [
        _problem(line, None, name, "extra_forbidden", "There is no column of this name.")
        for name in dict.fromkeys(named)
        if name not in COLUMNS
    ]
    problems += [
        _problem(line, None, name, "twice", "This column stands in the header twice.")
        for name, times in Counter(named).items()
        if times > 1
    ]
    if problems:
        raise InvalidFile(problems)


def _of_row(line: int, columns: list[str], row: list[str]) -> Entry:
    cells = [cell.strip() for cell in row]
    beyond = [*cells[len(columns) :], *(c for n, c in zip(columns, cells, strict=False) if not n)]
    if any(beyond):
        said = f"This line has more fields than the header, which has {len(columns)}."
        return Entry(line, None, (_problem(line, None, "line", "too_many_fields", said),))
    given = {name: cell for name, cell in zip(columns, cells, strict=False) if name and cell}
    money = {name: given.pop(name) for name in ("amount", "currency") if name in given}
    content = {**given, "amount": money}
    found = [] if given.get("number") else [_unnumbered(line)]
    invoice = None
    try:
        invoice = NewInvoice.model_validate(content)
    except ValidationError as error:
        found += [
            _problem(
                line,
                given.get("number"),
                each["field"].removeprefix("amount."),
                each["code"],
                each["problem"],
            )
            for each in problems_of(error)
        ]
    return Entry(line, None if found else invoice, tuple(found))


def _unnumbered(line: int) -> dict[str, Any]:
    """Of many, each is known by its number, so that the same file again continues."""
    said = "Of several invoices each needs its number; one alone is given the next of its series."
    return _problem(line, None, "number", "missing", said)


def _in_yaml(path: Path, text: str) -> tuple[bool, Iterator[Entry]]:
    document = parse(text, path.name, typed=False)
    content, at = document.content, ""
    if isinstance(content, dict) and content.keys() == {"invoices"}:
        if (line := document.twice.get("invoices")) is not None:
            raise InvalidFile([_problem(line, None, "invoices", "twice", _TWICE)])
        content, at = content["invoices"] or [], "invoices"
    twice = _by_entry(document.twice, at, isinstance(content, list))
    if isinstance(content, list):
        places = (f"{at}.{place}".removeprefix(".") for place in range(len(content)))
        pairs = zip(places, content, strict=True)
        return False, (_of_fields(document, *pair, twice, of_many=True) for pair in pairs)
    if isinstance(content, dict):
        return True, iter([_of_fields(document, at, content, twice)])
    said = "This file must be an invoice, a list of invoices, or a list under 'invoices'."
    raise document.refused("not_invoices", said)


def _by_entry(twice: Mapping[str, int], at: str, listed: bool) -> _Twice:
    """For each invoice's place, its fields that were given before and where they are again."""
    found: _Twice = {}
    depth = bool(at) + listed
    for name, line in twice.items():
        parts = name.split(".")
        found.setdefault(".".join(parts[:depth]), {})[".".join(parts[depth:])] = line
    return found


def _of_fields(
    document: Document, at: str, content: Any, twice: _Twice, *, of_many: bool = False
) -> Entry:
    line = document.line_of(at)
    if not isinstance(content, dict):
        said = "An invoice is a block of named fields."
        return Entry(line, None, (_problem(line, None, "invoice", "not_fields", said),))
    number = content.get("number")
    number = number if isinstance(number, str) else None
    again = twice.get(at, {})
    found = [_problem(where, number, field, "twice", _TWICE) for field, where in again.items()]
    if of_many and "number" not in content:
        found.append(_unnumbered(line))
    invoice = None
    wrong: list[dict[str, Any]] = []
    try:
        invoice = NewInvoice.model_validate(content)
        wrong = [each.as_json() for each in invoice.faults]
    except ValidationError as error:
        wrong = problems_of(error)
    for each in wrong:
        where = document.line_of(f"{at}.{each['field']}" if at else each["field"])
        found.append(_problem(where, number, each["field"], each["code"], each["problem"]))
    return Entry(line, None if found else invoice, tuple(found))


def _problem(line: int, invoice: str | None, field: str, code: str, problem: str) -> dict[str, Any]:
    named = {"invoice": invoice} if invoice else {}
    return {"line": line, **named, "field": field, "code": code, "problem": problem}
