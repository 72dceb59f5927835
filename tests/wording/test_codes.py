"""A rule's code never stands alone where people read it."""

import pytest

from wording.catalogue import LOCALES, words_in
from wording.codes import with_names


@pytest.mark.parametrize("language", LOCALES)
def test_every_rule_has_a_name_of_a_few_words(language: str) -> None:
    codes = {*(f"E{number}" for number in range(1, 12)), *(f"S{number}" for number in range(1, 6))}
    assert {code for code in codes if words_in(language).knows("short", code)} == codes


def test_codes_in_a_sentence_get_their_names() -> None:
    assert with_names("verify: E6, E7") == "verify: E6 (company name), E7 (company address)"
    assert (
        with_names("put right: S1, then make the switch")
        == "put right: S1 (outstanding charges), then make the switch"
    )
    assert with_names("verify: E6", "nl") == "verify: E6 (bedrijfsnaam)"


@pytest.mark.parametrize("text", ["pay the invoice", "E99", "SE6A", "e6", ""])
def test_what_is_no_code_stays_as_it_is(text: str) -> None:
    assert with_names(text) == text
