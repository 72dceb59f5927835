"""How words are filled in."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest
from markupsafe import Markup

from domain.values.money import Money
from wording.catalogue import Words

HEADER = r"""
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"""
ENTRIES = r"""
msgid "plain"
msgstr "As it {stands} [here]."

msgid "paid"
msgstr "We received[ {money.amount} of] your payment."

msgid "due"
msgstr "Due [by {day}|at once]."

msgid "told"
msgstr "{day} & {by}[: {money.number}], {count:,}"

msgid "of a key"
msgstr "The key {key}."

msgid "state.open"
msgstr "Open"

msgid "state.other"
msgstr "Something else: {what}"

msgid "letters"
msgid_plural "letters"
"""


class Named(NamedTuple):
    number: str


@pytest.fixture
def words(tmp_path: Path) -> Words:
    return written(tmp_path / "en_GB.po", '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"', 2)


def written(file: Path, forms: str, count: int) -> Words:
    said = "\n".join(f'msgstr[{form}] "{{count}} letters, form {form}"' for form in range(count))
    file.write_text(f"{HEADER}{forms}\n{ENTRIES}{said}\n", "utf-8")
    return Words(file)


def test_words_without_values_stand_as_they_are(words: Words) -> None:
    assert words("plain") == "As it {stands} [here]."


def test_what_stands_in_brackets_is_left_out_without_its_value(words: Words) -> None:
    paid = Money.model_validate({"amount": "5.00", "currency": "EUR"})

    assert words("paid", money=paid) == "We received 5.00 of your payment."
    assert words("due", day="Monday") == "Due by Monday."
    assert words("due", day=None) == words("due", day="") == "Due at once."


def test_brackets_in_a_value_are_the_values_own(words: Words) -> None:
    assert words("due", day="[{x}|y]") == "Due by [{x}|y]."


def test_markup_stays_markup_and_text_does_not_become_it(words: Words) -> None:
    assert words("due", day=Markup("<b>Monday</b>")) == "Due by <b>Monday</b>."
    assert isinstance(words("due", day=Markup("Monday")), Markup)


def test_a_sentence_comes_in_pieces_with_its_values_as_they_are(words: Words) -> None:
    paid = Money.model_validate({"amount": "5.00", "currency": "EUR"})

    assert [*words.pieces("due", day=paid)] == ["Due by ", paid, "."]
    assert [*words.pieces("due", day=None)] == ["Due at once."]


def test_a_sentence_may_name_anything_whatever_its_key_is_called_in_code(words: Words) -> None:
    assert [*words.pieces("of a key", key="k-1")] == ["The key ", "k-1", "."]
    assert words.counted("letters", 2, key="k-1") == "2 letters, form 1"


def test_what_is_filled_in_beside_markup_is_escaped(words: Words) -> None:
    told: dict[str, Any] = {"day": Markup("<b>Monday</b>"), "by": "<i>", "count": 1200}

    assert words("told", **told, money=Named(number="")) == "<b>Monday</b> &amp; &lt;i&gt;, 1,200"
    named = Named(number="<s>")
    assert words("told", **told, money=named) == ("<b>Monday</b> &amp; &lt;i&gt;: &lt;s&gt;, 1,200")


def test_a_family_words_what_it_does_not_know_as_something_else(words: Words) -> None:
    assert words.of("state", "open") == "Open"
    assert words.of("state", "new", what="new") == "Something else: new"


def test_a_key_without_words_is_a_mistake(words: Words) -> None:
    with pytest.raises(KeyError, match=r"nowhere\.said"):
        words("nowhere.said")


@pytest.mark.parametrize(("count", "form"), [(0, 1), (1, 0), (2, 1), (21, 1)])
def test_english_counts_one_and_many(words: Words, count: int, form: int) -> None:
    assert words.counted("letters", count) == f"{count} letters, form {form}"


@pytest.mark.parametrize(("count", "form"), [(1, 0), (2, 1), (5, 2), (21, 0)])
def test_another_language_counts_in_its_own_way(tmp_path: Path, count: int, form: int) -> None:
    slavic = (
        '"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 &&'
        ' (n%100<12 || n%100>14) ? 1 : 2);\\n"'
    )
    words = written(tmp_path / "uk.po", slavic, 3)

    assert words.counted("letters", count) == f"{count} letters, form {form}"


def test_what_a_file_lacks_is_taken_from_elsewhere(words: Words, tmp_path: Path) -> None:
    own = tmp_path / "own" / "en_GB.po"
    own.parent.mkdir()
    own.write_text(f'{HEADER}\nmsgid "plain"\nmsgstr "Plainly"\n', "utf-8")
    staff = Words(own, otherwise=lambda: words)

    assert staff("plain") == "Plainly"
    assert staff("due", day="Monday") == "Due by Monday."
    assert staff.counted("letters", 1) == "1 letters, form 0"
    assert "due" in staff
    assert set(staff) == {"plain"}
