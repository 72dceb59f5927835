"""Company names: what is the same, what is worth a document, and what must never be the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.names import Band, band_of, likeness, normal
from domain.policy import EligibilityPolicy


def band(one: str, other: str) -> Band:
    policy = EligibilityPolicy()
    return band_of(likeness(one, other), match_at=policy.name_match_at, ask_at=policy.name_ask_at)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Contoso B.V.", "Contoso BV"),
        ("Contoso B. V.", "CONTOSO bv"),
        ("Contoso N.V.", "Contoso"),
        ("Müller & Söhne GmbH", "Mueller und Soehne"),
        ("Müller & Söhne GmbH", "Muller and Sohne G.m.b.H."),
        ("Müller + Söhne GmbH & Co. KG", "Müller & Söhne KG"),
        ("Contoso UG (haftungsbeschränkt)", "Contoso UG"),
        ("Contoso gGmbH", "Contoso GmbH"),
        ("Contoso AG", "Contoso Aktiengesellschaft"),
        ("Contoso SE & Co. KGaA", "Contoso"),
        ("Adatum Limited", "Adatum Ltd."),
        ("Adatum P.L.C.", "Adatum plc"),
        ("The Adatum Company", "Adatum Co"),
        ("Northwind Traders, Inc.", "Northwind Traders Incorporated"),
        ("Northwind Traders L.L.C.", "Northwind Traders LLC"),
        ("Northwind Corp.", "Northwind Corporation"),
        ("Litware S.à r.l.", "Litware SARL"),
        ("Litware S.A.S.", "Litware SAS"),
        ("Société Générale d'Eau S.A.", "Societe Generale dEau"),
        ("Proseware S.p.A.", "Proseware SpA"),
        ("Proseware S.r.l.", "PROSEWARE SRL"),
        ("Fabrikam Sp. z o.o.", "Fabrikam spółka z ograniczoną odpowiedzialnością"),
        ("Fabrikam s.r.o.", "Fabrikam, spol. s r.o."),
        ("Fabrikam a.s.", "Fabrikam"),
        ("Fabrikam Kft.", "Fabrikam KFT"),
        ("Lucerne Oyj", "Lucerne Oy"),
        ("Lucerne AB (publ)", "Lucerne AB"),
        ("Smørrebrød A/S", "Smoerrebroed ApS"),
        ("Smørrebrød AS", "Smorrebrod A.S."),
        ("Wingtip Lda.", "Wingtip, Lda"),
        ("Wingtip S.A. de C.V.", "Wingtip"),
        ("Tailspin Toys Pty Ltd", "Tailspin Toys Pty. Limited"),
        ("Tailspin Toys Pte. Ltd.", "Tailspin Toys"),
        ("Tailspin Toys K.K.", "Tailspin Toys"),
        ("株式会社コントソ", "コントソ"),
        ("ООО Ромашка", "Ромашка"),
        ("Stichting Proseware", "Proseware"),
        ("García y Hijos S.L.", "Garcia & Hijos"),
        ("Boulanger et Fils", "Boulanger & Fils"),
        ("Jansen en Zonen", "Jansen & Zonen"),
        ("Groß Bau GmbH", "Gross Bau"),
        ("O'Reilly Ltd", "OReilly"),
        ("Coca-Cola", "Coca Cola"),
        ("I.B.M. Nederland", "IBM Nederland"),
        ("Contoso Web Shop", "Contoso Webshop"),
        ("Wide World Importers Internationnal", "Wide World Importers International"),
    ],
)
def test_the_same_company_written_differently_matches(one: str, other: str) -> None:
    assert band(one, other) is Band.MATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Contoso Nederland B.V.", "Contoso BV"),
        ("Contoso Holding BV", "Contoso BV"),
        ("Contoso", "Contosa"),
        ("Northwind Traders", "Northwind Trading"),
        ("Traders Northwind", "Northwind Traders"),
        ("Mueller", "Muller"),
    ],
)
def test_a_name_that_is_close_is_worth_a_document(one: str, other: str) -> None:
    assert band(one, other) is Band.ASK


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fabrikam Inc", "Contoso BV"),
        ("Adatum", "Litware"),
        ("Fourth Coffee", "Northwind Traders"),
        ("HP", "HB"),
        ("AB", "AG"),
        ("!!!", "Contoso"),
    ],
)
def test_another_name_is_a_mismatch(one: str, other: str) -> None:
    assert band(one, other) is Band.MISMATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Studio 54", "Studio 55"),
        ("Beheermaatschappij Internationale Handelsonderneming 1",
         "Beheermaatschappij Internationale Handelsonderneming 2"),
        ("Derdengelden Advocatenkantoor Waterdam en Omstreken A",
         "Derdengelden Advocatenkantoor Waterdam en Omstreken B"),
        ("Baker Systems International Holding", "Maker Systems International Holding"),
        ("North American Importers Group", "South American Importers Group"),
        ("Wide World Importers Europe West", "Wide World Importers Europe East"),
        ("Bank", "Bank of Contoso"),
        ("ABC", "ABD"),
        ("Blu Systems", "Blue Systems"),
        ("Contoso Services", "Contoso"),
        ("4 You", "5 You"),
    ],
)  # fmt: skip
def test_one_word_or_number_apart_is_never_the_same(one: str, other: str) -> None:
    assert band(one, other) is not Band.MATCH


def test_a_name_of_nothing_but_a_legal_form_is_kept() -> None:
    assert (normal("UG"), normal("The Co."), normal("SE AG")) == ("ug", "co", "se")


def test_the_thresholds_are_the_policys() -> None:
    close = likeness("Contoso Nederland", "Contoso")
    assert band_of(close, match_at=70, ask_at=60) is Band.MATCH
    assert band_of(close, match_at=95, ask_at=80) is Band.MISMATCH


_NAMES = st.text(max_size=30) | st.lists(
    st.sampled_from(
        ["Contoso", "B.V.", "GmbH", "&", "Co.", "KG", "The", "Müller", "S", "A", "en", "y", "54",
         "株式会社", "Sp. z o.o.", "and", "(publ)", "Ødegård", "'t", "e.n."]
    ),
    max_size=6,
).map(" ".join)  # fmt: skip


@given(_NAMES)
def test_normalising_twice_changes_nothing(name: str) -> None:
    assert normal(normal(name)) == normal(name)


@given(_NAMES, _NAMES)
def test_names_are_as_alike_one_way_as_the_other(one: str, other: str) -> None:
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 100


@given(_NAMES)
def test_a_name_is_its_own_match(name: str) -> None:
    assert likeness(name, name) == 100
