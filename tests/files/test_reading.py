"""What is read of a file in YAML or JSON: what was written, and the line that it stands on."""

from pathlib import Path
from typing import Any

import pytest

from domain.errors import DomainError, FormInvalid, InvalidFile
from files.reading import (
    MAX_BYTES,
    configured_policy,
    parse,
    read_document,
    read_fields,
    read_file,
)
from settings import Settings

FORM = """\
# of 2026
customer: new
company:
  name: Contoso BV
  address: {country: NO, postal_code: 01067}
  established: 1998

administrators:
- anna@contoso.nl
-
  ben@contoso.nl
"""


def refused(text: str) -> list[tuple[int | None, str, str]]:
    """Line, field and code of what is wrong with a text."""
    with pytest.raises(InvalidFile) as invalid:
        read_document(text, "form.yaml")
    problems = invalid.value.details["problems"]
    return [(each.get("line"), each["field"], each["code"]) for each in problems]


def said(text: str) -> str:
    with pytest.raises(InvalidFile) as invalid:
        read_document(text, "form.yaml")
    return str(invalid.value.details["problems"][0]["problem"])


def test_every_field_knows_its_line() -> None:
    document = read_document(FORM, "form.yaml")
    fields = ("", "customer", "company", "company.address.country", "company.established",
              "administrators", "administrators.0", "administrators.1")  # fmt: skip
    assert [document.line_of(field) for field in fields] == [2, 2, 3, 5, 6, 8, 9, 11]


def test_what_is_missing_is_reported_on_the_line_of_what_it_is_missing_in() -> None:
    document = read_document(FORM, "form.yaml")
    assert document.line_of("company.tax_id") == 3
    assert document.line_of("company.address.city") == 5
    assert document.line_of("contact.email") == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("01067", "01067"),
        ("1998", 1998),
        ("-5", -5),
        ("1_000", "1_000"),
        ("8000.00", "8000.00"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("2019-03-01", "2019-03-01"),
        ("9" * 19, "9" * 19),
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("", None),
        ("~", None),
        ("null", None),
        ('"null"', "null"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ("|-\n  12", "12"),
        ('"\\u00eb"', "ë"),
    ],
)
def test_nothing_is_guessed(written: str, meant: Any) -> None:
    assert read_document(f"a: {written}\n", "form.yaml").content == {"a": meant}


def test_what_is_to_stay_as_written_stays_so() -> None:
    document = parse("{a: 12, b: true, c: 0012, d: , 5: x}", "invoices.yaml", typed=False)
    assert document.content == {"a": "12", "b": "true", "c": "0012", "d": None, "5": "x"}


def test_json_is_read_like_yaml() -> None:
    document = read_document('{"a": 12,\n "b": [true, null, "12"],\n\t"c": {}}', "form.json")
    assert document.content == {"a": 12, "b": [True, None, "12"], "c": {}}
    assert document.line_of("b.1") == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\n---\nb: 2", 2),
        ("a: 1\nb:\n\tc: 2", 3),
        ("a: 1\n\tb: 2", 2),
        ("a: 1\nb: [\n", 3),
        ("a: b: c", 1),
        ("a: 1\nb: &x 1\nc: *x", 3),
        ("a: 1\nb: !!python/name:os.system x", 2),
        ("a: 1\nb: !!binary aGk=", 2),
        ("a: 1\n? [b]\n: c", 2),
        ("a: 1\nb: \x07", 2),
        ("a: 1\r\nb: 2\r\nc: 'd", 3),
        ("a:\n  " + "[" * 100 + "]" * 100, 2),
    ],
)
def test_what_is_no_yaml_is_reported_with_its_line(text: str, line: int) -> None:
    assert refused(text) == [(line, "form.yaml", "not_yaml")]
    assert said(text).startswith(f"Line {line}, column ")


def test_a_tab_a_second_document_and_a_strange_character_are_called_so() -> None:
    assert said("a:\n\tb: 1") == "Line 2, column 1: a tab stands where only spaces can."
    assert "a file holds one document" in said("a: 1\n---\nb: 2")
    assert said("a: 1\nbc: \x07") == "Line 2, column 5: this character is no text."


def test_every_field_that_is_given_twice_is_reported_with_the_line_of_the_second_time() -> None:
    text = "a: 1\nb:\n  - {c: 1,\n     c: 2}\na: 2\n"
    assert refused(text) == [(4, "b.0.c", "twice"), (5, "a", "twice")]


@pytest.mark.parametrize("depth", [4_000, 100_000])
def test_however_deep_a_file_is_it_is_refused(depth: int) -> None:
    assert refused("[" * depth) == [(1, "form.yaml", "not_yaml")]
    assert refused("- " * depth) == [(1, "form.yaml", "not_yaml")]


@pytest.mark.parametrize(
    ("content", "line", "code", "reported"),
    [
        (b"", 1, "not_fields", "This file is empty."),
        (b"# nothing\n", 1, "not_fields", "This file is empty."),
        (b"---\n", 2, "not_fields", "This file is empty."),
        (b"\n\n- a list", 3, "not_fields", "This file must be a block of named fields."),
        (b"a word", 1, "not_fields", "This file must be a block of named fields."),
        (b"a: 1\nb: \xff", 2, "not_text", "This file is not text in UTF-8."),
        (b"x" * (MAX_BYTES + 1), None, "too_large", "This file is larger than 4,194,304 bytes."),
    ],
)
def test_a_file_that_must_be_a_block_of_fields(
    content: bytes, line: int | None, code: str, reported: str, tmp_path: Path
) -> None:
    file = tmp_path / "form.yaml"
    file.write_bytes(content)
    with pytest.raises(InvalidFile) as invalid:
        read_fields(file)
    where = {} if line is None else {"line": line}
    assert invalid.value.details["problems"] == [
        {**where, "field": "form.yaml", "code": code, "problem": reported}
    ]


def test_a_mark_of_the_order_of_bytes_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "form.yaml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_file(file).content == {"a": 1}


@pytest.mark.parametrize("kind", [InvalidFile, FormInvalid])
def test_a_refusal_of_what_a_file_says_names_the_lines_in_the_files_order(
    kind: type[DomainError],
) -> None:
    problems: list[dict[str, Any]] = [
        {"field": "contact.email", "code": "missing", "problem": "This is required."},
        {"field": "administrators.1", "code": "odd", "problem": "This is odd."},
        {"field": "company.name", "code": "odd", "problem": "This is odd.", "line": 77},
        {"field": "customer", "code": "enum", "problem": "Choose one of new or existing."},
    ]
    with pytest.raises(kind) as refusal, read_document(FORM, "form.yaml").naming_lines():
        if kind is InvalidFile:
            raise InvalidFile(problems)
        raise FormInvalid(problems)
    reported = refusal.value.details["problems"]
    assert [(each["field"], each["line"]) for each in reported] == [
        ("contact.email", 2), ("customer", 2), ("administrators.1", 11), ("company.name", 77)
    ]  # fmt: skip


def test_a_policy_names_the_line_of_everything_wrong_in_it(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"

    def wrong(text: str) -> dict[str, int]:
        file.write_text(text)
        with pytest.raises(InvalidFile) as invalid:
            configured_policy(Settings(policy=file))
        return {each["field"]: each["line"] for each in invalid.value.details["problems"]}

    assert wrong("draft:\n  days: many\ninvoices:\n  colour: red\n") == {
        "draft.days": 2, "invoices.colour": 4
    }  # fmt: skip
    assert wrong("draft:\n  days: 3\n  days: 4\n") == {"draft.days": 3}
    assert wrong("- draft\n") == {"policy.yaml": 1}
    assert wrong("draft: {days: 3}\n---\n") == {"policy.yaml": 2}


def test_a_policy_that_says_nothing_is_the_usual_one(tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("# all as usual\n")
    assert configured_policy(Settings(policy=file)) == configured_policy(Settings())
