"""Another language is a file: letters and customers' pages are there in it, and nothing in code
changes."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from adapters.mail.letters import write_letter
from console.templating import language_from
from domain.letters.addressed import Addressed
from domain.notices import NoticeKind
from tests.mail.notices import full_notice, notice
from tests.wording.pseudo import LANGUAGE, marked, spoken
from wording.catalogue import LOCALES, named, words_in

CUSTOMER_KINDS = [kind for kind in NoticeKind if not kind.startswith("team_")]


@pytest.fixture(scope="module")
def language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with spoken(tmp_path_factory.mktemp("customers")) as language:
        yield language


def test_it_is_found_by_its_file(language: str) -> None:
    assert LOCALES[language] == "eo"
    assert words_in(language)("nav.invoices") == "Ínvóícés"
    assert named(language) == "Esperanto"
    assert language_from("eo,en;q=0.5") == language


@pytest.mark.parametrize("kind", CUSTOMER_KINDS)
def test_every_letter_is_there_in_it(language: str, kind: NoticeKind) -> None:
    way = Addressed(link="https://pay.example/c/x", until=datetime(2026, 12, 1, tzinfo=UTC))
    for told in (full_notice(kind), notice(kind)):
        english = write_letter(told, way)
        letter = write_letter(told.model_copy(update={"language": language}), way)

        assert letter.language == language
        assert letter.subject != english.subject
        assert letter.body.startswith(marked("Dear ") if english.body.startswith("Dear") else "H")
        assert not _sentences(english.body) & _sentences(letter.body)


def test_dates_amounts_and_lengths_of_time_are_written_as_it_writes_them(language: str) -> None:
    told = full_notice(NoticeKind.INVOICE_OVERDUE).model_copy(update={"language": LANGUAGE})
    body = write_letter(told).body

    assert "merkredo 14 Oktobro 2026" in body
    assert "17 tagoj" in body


def _sentences(text: str) -> set[str]:
    """Its lines of words, without what is the same in every language."""
    lines = (line for line in text.split("\n") if not line.startswith((" ", ">", "-")))
    return {line for line in lines if sum(letter.isalpha() for letter in line) > 10}
