"""Letters as HTML: they say what their text says, and contain nothing of anybody else's."""

from typing import Any

import pytest

from adapters.mail.html_letter import CODE, LARGEST
from adapters.mail.letters import Letter, write_letter
from domain.letters.addressed import Addressed
from domain.notices import Item, Notice, NoticeKind
from domain.pay_to import PayTo
from domain.values.money import Money
from tests.mail.html_letters import read, scanned
from tests.mail.notices import full_invoice_facts, full_notice, invoice_facts, notice
from tests.mail.recorded_letters import REACH, WAY

EVERY = [
    (kind, language)
    for kind in NoticeKind
    for language in ("en", "nl")
    if language == "en" or not kind.startswith("team_")
]
MARKUP = '<b onclick="x()">Evil</b> & <img src=//evil.example/x.png> "quoted"'


def _written(given: Notice, way: Addressed = WAY) -> Letter:
    return write_letter(given, way, REACH)


def _said_in(body: str) -> list[str]:
    """What each line, row and paragraph of a letter's text says, without the marks of a list or a
    quotation, and without its link."""
    lines: list[str] = []
    for paragraph in body.split("\n\n"):
        if ":  " in paragraph or ": " in paragraph.split("\n")[0][:20]:
            rows = [line for line in paragraph.split("\n") if line.strip()]
            lines += [part.strip() for row in rows for part in row.split(":", 1)]
        else:
            words = [line.lstrip(" >-") for line in paragraph.split("\n")]
            lines.append(" ".join(" ".join(words).split()))
    return [line for line in lines if line and "https://" not in line]


@pytest.mark.parametrize(("kind", "language"), EVERY)
@pytest.mark.parametrize("full", [True, False])
def test_it_says_what_the_text_says(kind: NoticeKind, language: str, full: bool) -> None:
    given = (full_notice if full else notice)(kind, language=language)
    letter = _written(given, WAY if full else Addressed())
    found = read(letter)
    for line in _said_in(letter.body):
        assert line in found.says, line
    assert f'<html lang="{letter.language}">' in letter.html
    assert found.elements["a"] == (1 if full else 0)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_it_needs_nothing_from_elsewhere(kind: NoticeKind, language: str) -> None:
    letter = _written(full_notice(kind, language=language))
    found = read(letter)

    assert not {"script", "link", "iframe", "form", "base", "object"} & set(found.elements)
    assert set(found.values_of("src")) <= {f"cid:{CODE}"}
    assert found.values_of("href") == [WAY.link]
    assert "url(" not in letter.html
    assert "@import" not in letter.html
    assert len(letter.html.encode()) < LARGEST / 4


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_what_people_write_stays_text(kind: NoticeKind, language: str) -> None:
    plain = read(_written(full_notice(kind, language=language)))
    given = full_notice(
        kind,
        language=language,
        company=MARKUP,
        name=MARKUP,
        reason=f"{MARKUP}\n\n{MARKUP}",
        items=(Item(code="E6"), Item(code="government_document", detail=MARKUP)),
    )
    letter = _written(given)
    found = read(letter)

    # The quotation has a line more each time, and every other element stays what it was.
    assert {**found.elements, "br": 0} == {**plain.elements, "br": 0}
    assert {name for _, name, _ in found.attributes} == {name for _, name, _ in plain.attributes}
    assert found.values_of("src") == plain.values_of("src")
    if "Evil" in letter.body:
        assert '<b onclick="x()">Evil</b>' in found.says


def test_a_company_with_no_blank_to_break_at_is_broken_somewhere() -> None:
    letter = _written(full_notice(NoticeKind.INVOICE_OVERDUE, company="W" * 200))

    assert "overflow-wrap:anywhere" in letter.html


@pytest.mark.parametrize("language", ["en", "nl"])
def test_a_letter_that_asks_for_money_has_a_code_that_fills_in_the_payment(language: str) -> None:
    letter = _written(full_notice(NoticeKind.INVOICE_OVERDUE, language=language))

    assert scanned(letter) == "\n".join(
        (
            *("BCD", "002", "1", "SCT", "ABNANL2A", "Cloud Provider Billing"),
            *("NL91ABNA0417164300", "EUR3540", "", "RF18539007547034"),
        )
    )
    assert f"cid:{CODE}" in letter.html


def test_a_name_of_any_script_is_read_back_from_the_code() -> None:
    pay_to = PayTo(name="Ĳsselmeer Köln 株式会社 GmbH & Co", iban="DE89370400440532013000")
    letter = _written(notice(NoticeKind.INVOICE_ISSUED, invoice=invoice_facts(pay_to=pay_to)))

    said = scanned(letter) or ""
    assert said.split("\n")[4:8] == ["", pay_to.name, pay_to.iban, "EUR8000"]


def _dollars(amount: str) -> Money:
    return Money.model_validate({"amount": amount, "currency": "USD"})


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": _dollars("100"), "open": _dollars("100")},
        {"open": Money.model_validate({"amount": "0", "currency": "EUR"})},
    ],
    ids=["dollars", "nothing open"],
)
def test_other_money_and_no_money_have_no_code(changes: dict[str, Any]) -> None:
    letter = _written(notice(NoticeKind.INVOICE_STANDING, invoice=invoice_facts(**changes)))

    assert letter.images == ()
    assert "cid:" not in letter.html


def test_a_letter_to_a_team_never_asks_for_the_money() -> None:
    letter = _written(notice(NoticeKind.TEAM_PAYMENT_REVERSED, invoice=full_invoice_facts()))

    assert letter.images == ()
    assert "NL91" not in letter.html


def test_one_that_would_be_too_long_goes_as_text_alone() -> None:
    said = "<" * 2000
    items = tuple(Item(code="government_document", detail=said) for _ in range(20))
    letter = _written(full_notice(NoticeKind.DOCUMENTS_REQUESTED, items=items))

    assert (letter.html, letter.images) == ("", ())
    assert said in letter.body
