"""A rule's code never stands alone where people read it."""

import pytest

from wording.catalogue import LOCALES, words_in
from wording.codes import list_with_names, with_name, with_names


@pytest.mark.parametrize("language", LOCALES)
def test_every_rule_has_a_name_of_a_few_words(language: str) -> None:
    codes = {*(f"E{number}" for number in range(1, 12)), *(f"S{number}" for number in range(1, 6))}
    assert {code for code in codes if words_in(language).knows("short", code)} == codes


def test_codes_get_their_names() -> None:
    assert with_name("S1") == "S1 (outstanding charges)"
    assert with_names(("E6", "E7")) == "E6 (company name), E7 (company address)"
    assert with_names(("thin_file", "E6")) == "thin file, E6 (company name)"
    assert with_names(()) == ""


@pytest.mark.parametrize("code", ["E99", "SE6A", "e6", ""])
def test_what_is_no_code_of_a_rule_stays_as_it_is(code: str) -> None:
    assert with_name(code) == code


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("E6, E7", "E6 (company name), E7 (company address)"),
        ("thin_file", "thin file"),
        ("lapsed", "lapsed"),
    ],
)
def test_why_a_request_ended_is_read_from_its_line(stored: str, said: str) -> None:
    assert list_with_names(stored) == said
