"""Every language says the same things, each in its own way, and none says what nobody reads."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from domain.forms.form import Language
from domain.values.languages import Spoken
from wording.catalogue import CUSTOMERS, LOCALES, STAFF, staff_words, words_in

ROOT = Path(__file__).parents[2]
FILES = [*sorted(CUSTOMERS.glob("*.po")), STAFF]
ENGLISH = CUSTOMERS / f"{LOCALES['en']}.po"
READERS = ("adapters/mail", "adapters/papers", "cli", "console", "wording")
SOURCES = "\n".join(
    path.read_text("utf-8")
    for folder in READERS
    for suffix in ("py", "html", "txt")
    for path in (ROOT / folder).rglob(f"*.{suffix}")
)
SAID = set(re.findall(r"[\"']([\w. ]+)[\"']", SOURCES))
ASKED_FOR = set(re.findall(r"\b(?:t|staff|words|staff_words\(\))\(\s*\"([\w.]+)\"[,)]", SOURCES))
FAMILIES = {
    *re.findall(r"(?:\.of|\.knows|notice_of)\(\s*\"([\w.]+)\"", SOURCES),
    *re.findall(r"\bf[\"']([\w.]+)\.\{", SOURCES),
    *re.findall(r"\b(?:t|staff)(?:\.counted)?\(\"([\w.]+)\.\" [+~]", SOURCES),
}


def read(file: Path) -> Catalog:
    return read_po(file.open("rb"), locale=file.stem)


def entries(file: Path) -> dict[str, Message]:
    messages = (message for message in read(file) if message.id)
    return {str(m.id if isinstance(m.id, str) else m.id[0]): m for m in messages}


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def names(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_every_language_has_the_same_keys() -> None:
    for file in CUSTOMERS.glob("*.po"):
        assert set(entries(file)) == set(entries(ENGLISH)), file.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_key_has_words_in_each_form_of_the_language(file: Path) -> None:
    catalogue = read(file)
    assert catalogue.plural_forms == Catalog(locale=file.stem).plural_forms

    for key, message in entries(file).items():
        wanted = catalogue.num_plurals if message.pluralizable else 1
        assert len(forms(message)) == wanted, key
        assert all(form.strip() == form != "" for form in forms(message)), key
        assert not message.fuzzy, key


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_key_stands_twice(file: Path) -> None:
    keys = re.findall(r"^msgid \"(.+)\"$", file.read_text("utf-8"), re.MULTILINE)

    assert len(keys) == len(set(keys)) == len(entries(file))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_every_language_fills_in_the_same(file: Path) -> None:
    english = entries(STAFF if file == STAFF else ENGLISH)
    for key, message in entries(file).items():
        wanted = {name for form in forms(english[key]) for name in names(form)}
        left_out = {"count"} if message.pluralizable else set()
        for form in forms(message):
            assert wanted - left_out <= set(names(form)) <= wanted, key


def test_every_key_that_is_asked_for_has_words() -> None:
    assert {"nav.home", "letter.submitted.lead"} <= ASKED_FOR

    assert {key for key in ASKED_FOR if key not in staff_words()} == set()


def test_no_words_are_never_said() -> None:
    assert {"code", "short", "state", "timeline", "letter.page"} <= FAMILIES

    families = tuple(f"{family}." for family in FAMILIES)
    keys = {*words_in("en"), *staff_words()}
    assert {key for key in keys - SAID if not key.startswith(families)} == set()


def test_only_what_customers_do_not_read_has_words_for_staff() -> None:
    assert not set(staff_words()) & set(words_in("en"))


def test_a_sentence_that_staff_read_stands_once() -> None:
    said = Counter(str(message.string) for message in entries(STAFF).values())
    sentences = {text: times for text, times in said.items() if text.endswith((".", "?", ":"))}
    assert len(sentences) > 500
    assert [text for text, times in sentences.items() if times > 1] == []


def test_customers_can_be_written_to_in_languages_that_have_a_file() -> None:
    assert set(get_args(Spoken)) == set(Language) <= set(LOCALES)
