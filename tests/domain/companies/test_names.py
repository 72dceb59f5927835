"""Company names: what is the same company, what is worth a document, what never matches (E6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.companies.bands import Band
from domain.companies.look_alikes import odd_characters
from domain.companies.names import Difference, NameComparison, compare


def compared(one: str, other: str) -> NameComparison:
    """Either way round it is the same."""
    found, back = compare(one, other, ask_at=60), compare(other, one, ask_at=60)
    assert (found.band, found.likeness, found.differs) == (back.band, back.likeness, back.differs)
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # A legal form's spelling, long and short, or none at all
        ("Contoso B. V.", "CONTOSO bv"),
        ("Contoso N.V.", "Contoso"),
        ("Tuinplan B.V.", "Tuinplan besloten vennootschap"),
        ("Adatum Limited", "Adatum Ltd."),
        ("Adatum P.L.C.", "Adatum public limited company"),
        ("The Adatum Company", "Adatum Co"),
        ("Adatum Co., Ltd.", "Adatum Ltd"),
        ("Northwind Traders, Inc.", "Northwind Traders Incorporated"),
        ("Northwind L.L.C.", "Northwind Limited Liability Company"),
        ("Northwind Corp.", "Northwind Corporation"),
        ("Contoso UG (haftungsbeschränkt)", "Contoso UG"),
        ("Contoso gGmbH", "Contoso GmbH"),
        ("Contoso GmbH", "Contoso Gesellschaft mit beschränkter Haftung"),
        ("Contoso SE & Co. KGaA", "Contoso"),
        ("Weber GmbH & Co. KG", "Weber GmbH u. Co. KG"),
        ("Weber G.m.b.H. und Co. KG", "Weber GmbH & Co KG"),
        ("Litware S.à r.l.", "Litware SARL"),
        ("Litware S.A.S.", "Litware société par actions simplifiée"),
        ("Proseware S.p.A.", "Proseware SpA"),
        ("Bianchi & C. S.n.c.", "Bianchi & C. snc"),
        ("Fabrikam Sp. z o.o.", "Fabrikam spółka z ograniczoną odpowiedzialnością"),
        ("Fabrikam s.r.o.", "Fabrikam, spol. s r.o."),
        ("Fabrikam Zrt.", "Fabrikam zártkörűen működő részvénytársaság"),
        ("Fabrikam d.o.o.", "Fabrikam"),
        ("Fabrikam A.Ş.", "Fabrikam Anonim Şirketi"),
        ("Fabrikam Ltd. Şti.", "Fabrikam Limited Şirketi"),
        ("Lucerne AB (publ)", "Lucerne AB"),
        ("Smørrebrød A/S", "Smoerrebroed Aktieselskab"),
        ("Wingtip, Lda", "Wingtip Ltda."),
        ("Wingtip S.A. de C.V.", "Wingtip"),
        ("Tailspin (Pty) Ltd", "Tailspin Proprietary Limited"),
        ("Tailspin Pte. Ltd.", "Tailspin"),
        ("Tailspin (P) Ltd", "Tailspin Private Limited"),
        ("Tailspin Sdn. Bhd.", "Tailspin Sendirian Berhad"),
        ("Лютик", "Лютик ЕООД"),
        ("Лютик ООД", "Лютик дружество с ограничена отговорност"),
        ("Νερά Α.Ε.", "ΝΕΡΑ ανώνυμη εταιρεία"),
        ("Νερά Ε.Π.Ε.", "Νερά"),
        ("Kade e.V.", "Kade eingetragener Verein"),
        ("杭州测试科技股份有限公司", "杭州测试科技"),
        ("杭州测试科技有限公司", "杭州测试科技有限責任公司"),
        ("㈱ミカン", "ミカン株式会社"),
        ("(有)ミカン", "ミカン有限会社"),
        ("Mikan K.K.", "Mikan Kabushiki Kaisha"),
        ("㈜테스트", "테스트 주식회사"),
        ("บริษัท ทดสอบ จำกัด (มหาชน)", "บริษัททดสอบ จำกัด(มหาชน)"),
        ("שלום בע\"מ", "שלום בע״מ"),
        ("شركة نور ش.م.م", "نور"),
        # In front or behind
        ("Boulanger SARL", "SARL Boulanger"),
        ("S.A. Boulanger", "Boulanger SA"),
        ("Volta AB", "AB Volta"),
        ("Oy Volta Ab", "Volta Oy"),
        ("UAB Volta", "Volta"),
        ("PT Volta Tbk", "PT Volta"),
        ("ООО «Лютик»", "Лютик ООО"),
        ("ТОВ «Калина»", "Калина"),
        ("S.C. Volta S.R.L.", "SC Volta SRL"),
        ("Stichting Proseware", "Proseware"),
        ("Coöperatie Proseware U.A.", "Cooperatie Proseware"),
        # Names that end in a letter of their own
        ("Team A B.V.", "Team A BV"),
        ("Plan S A.S.", "Plan S AS"),
        ("Plan C S.r.l.", "PLAN C SRL"),
        # Letters, marks and signs
        ("Müller & Söhne GmbH", "Mueller und Soehne"),
        ("Müller & Söhne GmbH", "Muller and Sohne"),
        ("García y Hijos S.L.", "Garcia & Hijos"),
        ("GARCIA E HIJOS SL", "García e Hijos"),
        ("Jansen en Zonen", "Jansen & Zonen"),
        ("Groß Bau", "GROSS BAU"),
        ("Ёлка", "Елка"),
        ("İzmir Su", "Izmir su"),
        ("מִפְעָל", "מפעל"),
        ("ﾊﾞﾅﾅ", "バナナ"),
        ("ＡＢＣ株式会社", "ABC KK"),
        ("O'Reilly Ltd", "OReilly"),
        ("Coca-Cola", "Coca Cola"),
        ("I.B.M. Nederland", "IBM Nederland"),
        ("Contoso Web Shop", "Contoso Webshop"),
        ("Contoso™ B.V.", "Contoso BV"),
        ("H&M", "H & M"),
        # Forms of many registers, behind and in front
        ("Лютик ОсОО", "ОсОО «Лютик»"),
        ("Лютик МЧЖ", "Лютик"),
        ("ДООЕЛ Лютик", "Лютик ДООЕЛ"),
        ("ТОВ Калина", "Калина товариство з обмеженою відповідальністю"),
        ("შპს კალა", "კალა"),
        ("Կալա ՍՊԸ", "Կալա"),
        ("Contoso Sh.p.k.", "Contoso SHPK"),
        ("Contoso Spółka z o.o. Sp.k.", "Contoso Sp. z o.o. Sp. k."),
        ("Contoso Nonprofit Kft.", "Contoso"),
        ("Contoso SARL AU", "Contoso SARL"),
        ("Contoso S.r.l. unipersonale", "Contoso Srl"),
        ("Contoso Ltda. ME", "Contoso Limitada"),
        ("Contoso Cía. Ltda.", "Contoso"),
        ("Contoso Unlimited Company", "Contoso"),
        ("Contoso Ltd. Liability Co.", "Contoso LLC"),
        ("Contoso (RF) (Pty) Ltd", "Contoso Pty Ltd"),
        ("नीला प्राइवेट लिमिटेड", "नीला प्रा. लि."),
        ("Contoso Α.Ε.", "Contoso"),
        ("杭州测试（有限合伙）", "杭州测试"),
    ],
)  # fmt: skip
def test_the_same_company_written_differently_matches(one: str, other: str) -> None:
    found = compared(one, other)
    assert (found.band, found.differs, found.likeness) == (Band.MATCH, (), 100)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stichting Proseware", "Proseware B.V."),
        ("Contoso GmbH", "Contoso Inc."),
        ("Contoso Ltd", "Contoso PLC"),
        ("Contoso Corp.", "Contoso Inc."),
        ("ミカン株式会社", "ミカン合同会社"),
        ("杭州测试有限公司", "杭州测试股份有限公司"),
        ("Лютик ООД", "Лютик ЕООД"),
        ("Weber GmbH & Co. KG", "Weber GmbH"),
        ("Volta A/S", "Volta ApS"),
        ("Contoso Nonprofit Kft.", "Contoso Kft."),
        ("Contoso S.L.P.", "Contoso S.L."),
        ("ОДО Лютик", "ООО Лютик"),
        ("ЖШС Лютик", "АҚ Лютик"),
        ("Contoso OPC Pvt Ltd", "Contoso Pvt Ltd"),
    ],
)
def test_another_legal_form_is_shown_and_never_a_match(one: str, other: str) -> None:
    found = compared(one, other)
    assert found.band is Band.ASK
    assert Difference.LEGAL_FORM in found.differs
    forms = found.evidence["legal_forms"]
    assert forms["form"] != forms["account"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("バナナ", "ハナナ"),
        ("株式会社バナナ", "パナナ株式会社"),
        ("सीता", "सिता"),
        ("นา", "นี"),
        ("จัน", "จัณ"),
        ("দল", "দলি"),
        ("Край", "Краи"),
        ("Їжак", "Іжак"),
        ("أحمد", "احمد"),
        ("كتاب", "كتان"),
    ],
)
def test_a_mark_that_its_language_does_not_leave_out_is_another_letter(
    one: str, other: str
) -> None:
    assert compared(one, other).band is not Band.MATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hofman", "Hoffman"),
        ("Atlantic Ltd", "Atlantica Ltd"),
        ("Petersen Controls", "Pettersen Controls"),
        ("Contoso Nederland B.V.", "Contoso BV"),
        ("Contoso Holding BV", "Contoso BV"),
        ("Wide World Importers Internationnal", "Wide World Importers International"),
        ("Northwind Traders", "Traders Northwind"),
        ("Studio 54", "Studio 55"),
        ("Studio 5 4", "Studio 54"),
        ("Blu Systems", "Blue Systems"),
        ("Smith & Co", "Smith"),
    ],
)
def test_a_name_that_is_nearly_equal_is_worth_a_document(one: str, other: str) -> None:
    found = compared(one, other)
    assert (found.band, found.differs) == (Band.ASK, (Difference.WORDS,))
    assert found.likeness < 100


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Plan E Design", "Plan & Design"),
        ("L & Rover", "Land Rover"),
        ("AB Testing", "Testing"),
        ("AB Testing BV", "Testing BV"),
        ("Limited Editions BV", "Editions BV"),
        ("Contoso SE BV", "Contoso BV"),
        ("Plan S A.S.", "Plan"),
        ("C++ Makers", "C Makers"),
        ("C# Makers", "C Makers"),
        ("Canal+", "Canal"),
        ("AB", "AG"),
        ("Stichting Proseware B.V.", "Proseware B.V."),
        ("Contoso B.V. in liquidatie", "Contoso B.V."),
        ("Contoso GmbH i.L.", "Contoso GmbH"),
        ("Contoso B.V. i.o.", "Contoso B.V."),
    ],
)
def test_no_word_or_sign_of_the_name_is_taken_for_a_form(one: str, other: str) -> None:
    assert compared(one, other).band is not Band.MATCH


@pytest.mark.parametrize(
    ("one", "other"),
    [("Fabrikam Inc", "Contoso BV"), ("Adatum", "Litware"), ("HP", "QB"), ("Лютик", "Lyutik")],
)
def test_another_name_is_a_mismatch(one: str, other: str) -> None:
    assert compared(one, other).band is Band.MISMATCH


@pytest.mark.parametrize(("one", "other"), [("!!!", "???"), ("!!!", "Contoso"), ("--", "--")])
def test_where_nothing_is_left_to_compare_it_is_not_known(one: str, other: str) -> None:
    assert compared(one, other).band is None


def test_the_evidence_names_the_words_and_the_marks_that_differ() -> None:
    found = compare("Contoso Europa B.V.", "Contoso BV", ask_at=60)
    assert found.evidence["other_words"] == {"form": ["europa"], "account": []}
    assert compare("バナナ", "ハナナ", ask_at=60).differs == (Difference.MARKS,)
    assert compare("Лютик", "Lyutik", ask_at=60).differs == (Difference.ALPHABET,)


@pytest.mark.parametrize("odd", ["Contоso", "Cont\u200boso", "Con\u202etoso"])
def test_a_character_that_deceives_is_named_and_never_matches(odd: str) -> None:
    found = compared("Contoso", odd)
    assert found.band is not Band.MATCH
    assert Difference.ODD_CHARACTERS in found.differs
    (shown,) = compare(odd, "Contoso", ask_at=60).evidence["odd_characters"]["form"]
    assert str(shown["character"]).startswith("U+")


def test_a_name_of_nothing_but_a_legal_form_is_compared_by_it() -> None:
    assert compared("B.V.", "BV").band is Band.MATCH
    assert compared("B.V.", "N.V.").band is not Band.MATCH
    assert compared("株式会社", "合同会社").band is not Band.MATCH


_PIECES = [
    "Contoso", "B.V.", "GmbH", "&", "Co.", "KG", "The", "Müller", "S", "A", "en", "y", "54", "E",
    "株式会社", "Sp. z o.o.", "and", "(publ)", "Ødegård", "'t", "e.n.", "+", "Oy", "AB", "SARL",
    "Stichting", "บริษัท", "(株)", "ООО", "PT", "Tbk", "a.d.", "A/S",
]  # fmt: skip
_NAMES = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map(" ".join)
_ANYTHING = st.text(max_size=30) | _NAMES


@given(_ANYTHING, _ANYTHING)
def test_names_are_as_alike_one_way_as_the_other(one: str, other: str) -> None:
    assert 0 <= compared(one, other).likeness <= 100


@given(_ANYTHING)
def test_a_name_is_its_own_match_or_cannot_be_compared(name: str) -> None:
    if not odd_characters(name):
        assert compared(name, name).band in (Band.MATCH, None)


@given(st.lists(st.sampled_from(["Contoso", "Müller", "GmbH", "B.V.", "54"]), min_size=1))
def test_case_spacing_and_punctuation_are_of_no_account(words: list[str]) -> None:
    name = " ".join(words)
    assert compared(name, f" {'  '.join(words).upper()}, ").band is Band.MATCH
