"""Characters that deceive are refused in names; every honest writing is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.companies.folding import fold
from domain.companies.look_alikes import Oddity, hidden_characters, odd_characters
from domain.forms.form import problems_in
from tests.domain.building import TODAY, a_draft


@pytest.mark.parametrize(
    "name",
    [
        "Contoso B.V.",
        "Café Ødegård & Søn",
        "ABC株式会社",
        "Лютик LLC",
        "ООО Contoso",
        "IT-фабрика",
        "Νερά Α.Ε.",
        "Contoso Α.Ε.",
        "Contoso Ε.Π.Ε.",
        "Contoso а.д.",
        "Νερά S.A.",
        "Калина 24",
        "ＡＢＣ商事",
        "µLab",
        "नीला उद्योग",
        "น้ำใส",
        'שלום בע"מ',
        "نرم\u200cافزار",
        "क्\u200dष",
        "葛\U000e0100城",
        "Đông Á",
        "Cafe\u0301",
        "Łódź",
        "Ünlü A.Ş.",
        "☆☆☆",
        "РОСТ",
        "한국 주식회사",
    ],
)
def test_names_in_every_writing_are_taken(name: str) -> None:
    assert odd_characters(name) == ()


@pytest.mark.parametrize(
    ("name", "kind", "place"),
    [
        ("Contоso", Oddity.LOOK_ALIKE, 5),
        ("Соntoso", Oddity.LOOK_ALIKE, 1),
        ("Fαbrikam", Oddity.LOOK_ALIKE, 2),
        ("Лютиk", Oddity.LOOK_ALIKE, 5),
        ("Сосо Trading", Oddity.LOOK_ALIKE, 1),
        ("Trading Сосо", Oddity.LOOK_ALIKE, 9),
        ("Trading С.о.с.о.", Oddity.LOOK_ALIKE, 9),
        ("𝐂ontoso", Oddity.LOOK_ALIKE, 1),
        ("Ꮯontoso", Oddity.LOOK_ALIKE, 1),
        ("Con\u202etoso", Oddity.DIRECTION_MARK, 4),
        ("\u200fContoso", Oddity.DIRECTION_MARK, 1),
        ("Contoso\u2069", Oddity.DIRECTION_MARK, 8),
        ("Con\u200btoso", Oddity.INVISIBLE, 4),
        ("Con\u200dtoso", Oddity.INVISIBLE, 4),
        ("Con\u00adtoso", Oddity.INVISIBLE, 4),
        ("Contoso\ufeff", Oddity.INVISIBLE, 8),
        ("Contoso\u3164", Oddity.INVISIBLE, 8),
        ("Contoso\ufe0f", Oddity.INVISIBLE, 8),
        ("Con\x07toso", Oddity.UNREADABLE, 4),
        ("Con\ufffdtoso", Oddity.UNREADABLE, 4),
        ("Con\ue000toso", Oddity.UNREADABLE, 4),
        ("Z\u0301\u0302\u0303\u0304\u0305", Oddity.UNREADABLE, 6),
    ],
)  # fmt: skip
def test_what_deceives_is_named_with_its_place(name: str, kind: Oddity, place: int) -> None:
    first = odd_characters(name)[0]
    assert (first.kind, first.place) == (kind, place)


@pytest.mark.parametrize("field", ["company__name", "company__former_name", "contact__name"])
@pytest.mark.parametrize("odd", ["Contоso", "Con\u202etoso", "Con\u200btoso"])
def test_the_form_refuses_such_names_in_words(field: str, odd: str) -> None:
    (problem,) = problems_in(a_draft(**{field: odd}), TODAY)
    assert problem.field == field.replace("__", ".")
    assert problem.code == odd_characters(odd)[0].kind
    assert odd not in problem.problem


@pytest.mark.parametrize("part", ["line1", "line2", "city", "region", "postal_code"])
def test_the_form_refuses_hidden_characters_in_addresses(part: str) -> None:
    (problem,) = problems_in(a_draft(**{f"company__address__{part}": "A\u202e1"}), TODAY)
    assert (problem.field, problem.code) == (f"company.address.{part}", "direction_mark")


def test_alphabets_may_mix_in_an_address() -> None:
    assert hidden_characters("ул. Ленина 5B, кв. 2Б") == ()
    assert problems_in(a_draft(company__address__line2="корп. 5A"), TODAY) == ()


@given(st.text(), st.booleans())
def test_folding_twice_changes_nothing(text: str, digraphs: bool) -> None:
    once = fold(text, digraphs=digraphs)
    assert fold(once, digraphs=digraphs) == once
