"""PDFs of papers: what stands on their pages, and that they are what they say they are."""

import re
from io import BytesIO

import facturx
import pikepdf
import pypdf
import pytest

from adapters.papers.factur_x import ATTACHED, factur_x
from adapters.papers.maker import Papers
from adapters.papers.pdf import pdf
from domain.papers.formats import PaperFormat
from domain.papers.paper import Paper, TaxCategory
from tests.papers import building, reading
from tests.papers.building import credit_note, line, paper

# A red dot.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154"
    "789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="M0 0h9v3z"/></svg>'


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def on_one_line(content: bytes) -> str:
    return " ".join(" ".join(pages(content)).replace("\u00a0", " ").split())


def test_an_invoice_says_what_is_to_be_paid_by_when_and_how() -> None:
    text = on_one_line(pdf(paper(prepaid="5")))

    for said in (
        "Invoice 2026-0017",
        "Example Cloud B.V.",
        "Contoso N.V.",
        "Belgium",
        "3 March 2026",
        "PO-4711",
        "Cloud services, subscription 001",
        "01/01/2026 – 31/01/2026",
        "2 h 12.50 21% 25.00",
        "Total without VAT €25.00",
        "VAT 21% on €25.00 €5.25",
        "Already paid -€5.00",
        "To pay €25.25",
        "Payable within 30 days, by 3 March 2026.",
        "NL91ABNA0417164300",
        "RF18539007547034",
    ):
        assert said in text


def test_it_speaks_the_customers_language() -> None:
    text = on_one_line(pdf(paper([line(1, "1234.5", "2")], language="nl")))

    for said in ("Factuur 2026-0017", "Te betalen € 2.987,49", "2 uur 1.234,50 21% 2.469,00"):
        assert said in text
    document = pikepdf.open(BytesIO(pdf(paper(language="nl"))))
    assert str(document.Root.Lang) == "nl"


def test_a_credit_note_asks_for_no_money_and_has_no_code_to_scan() -> None:
    text = on_one_line(pdf(credit_note()))

    assert "Credit note CN-2026-0003" in text
    assert "Set off against invoice 2026-0017. Nothing is to be paid" in text
    assert "Credited €30.25" in text
    assert "Scan" not in text
    assert "NL91" not in text


@pytest.mark.parametrize(
    ("category", "said"),
    [
        (TaxCategory.REVERSE_CHARGE, "Reverse charge: VAT is accounted for by the recipient."),
        (TaxCategory.INTRA_COMMUNITY, "Intra-Community supply: exempt from VAT."),
        (TaxCategory.OUTSIDE_SCOPE, "Outside the scope of VAT."),
    ],
)
def test_it_says_why_there_is_no_tax(category: TaxCategory, said: str) -> None:
    text = on_one_line(pdf(paper([line(1, category=category)])))

    assert said in text
    assert "No VAT on €25.00 €0.00" in text


def test_many_lines_go_on_over_pages_with_their_heads() -> None:
    content = pdf(paper([line(number) for number in range(1, 101)]))
    first, *others = pages(content)

    assert len(others) >= 2
    assert "continued" not in first
    for number, page in enumerate(others, 2):
        assert "Invoice 2026-0017, continued" in page
        assert f"Page {number} of {len(others) + 1}" in page
    text = on_one_line(content)
    assert all(f"subscription {number:03}" in text for number in range(1, 101))
    assert others[-1].count("To pay") == 1


@pytest.mark.parametrize("logo", [PNG, SVG])
def test_our_logo_stands_above_and_its_words_for_those_who_do_not_see_it(logo: bytes) -> None:
    with_logo = pdf(paper(), logo)

    assert with_logo != pdf(paper())
    assert Papers().check(paper(), PaperFormat.PDF, with_logo) == ()


@pytest.mark.parametrize(
    "name",
    [
        "株式会社山田製作所",
        "Ελληνική Εταιρεία Α.Ε.",
        "ООО «Ромашка»",
        "חברה בע״מ",
        "شركة الكويت",
        "บริษัท ไทย จำกัด",
        "한국전자 주식회사",
        "Zażółć Gęślą Jaźń Sp. z o.o.",
        "A" * 200,
        "Donaudampfschifffahrtsgesellschaft " * 20,
    ],
)
def test_names_of_all_kinds_are_printed_in_letters_that_can_be_copied(name: str) -> None:
    made = pdf(paper(buyer=building.BUYER.model_copy(update={"name": name})))

    document = pikepdf.open(BytesIO(made))
    assert len(document.pages) <= 2
    if name.isascii():
        assert re.sub(r"\s", "", name) in re.sub(r"\s", "", pages(made)[0])


def test_a_factur_x_is_that_pdf_with_the_invoice_in_it() -> None:
    of = paper()
    content = factur_x(of)

    name, invoice = facturx.get_facturx_xml_from_pdf(content)
    assert name == ATTACHED
    assert reading.of_cii(invoice) == reading.of_paper(of)
    assert on_one_line(content) == on_one_line(pdf(of))

    with pikepdf.open(BytesIO(content)) as document, document.open_metadata() as metadata:
        assert document.check_pdf_syntax() == []
        assert metadata["pdfaid:part"] == "3"
        assert metadata["{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}Version"] == "1.0"
        assert document.Root.AF[0].AFRelationship == pikepdf.Name.Alternative
        # What the words of Factur-X mean is said where PDF/A wants it: in the one bag of schemas.
        explained = document.Root.Metadata.read_bytes()
        assert explained.count(b"pdfaExtension:schemas>") == 2
        assert explained.index(b"Factur-X PDFA") < explained.index(b"</pdfaExtension:schemas>")


@pytest.mark.parametrize("as_", PaperFormat)
def test_every_file_passes_its_own_check(as_: PaperFormat) -> None:
    of = paper([line(1), line(2, rate="9")], prepaid="10")

    assert Papers().check(of, as_, Papers().make(of, as_)) == ()


@pytest.mark.parametrize("as_", PaperFormat)
def test_the_file_of_another_paper_is_noticed(as_: PaperFormat) -> None:
    of = paper([line(1), line(2)])
    other: Paper = paper(number="2026-0018")
    found = Papers().check(of, as_, Papers().make(other, as_))

    if as_ is not PaperFormat.PDF:
        fields = {each.field for each in found}
        assert {"number", "totals.net", "totals.due", "lines"} <= fields
    assert {each.code for each in Papers().check(of, as_, b"letter")} & {"not_a_pdf", "not_xml"}


def test_a_pdf_without_its_invoice_is_no_factur_x() -> None:
    found = Papers().check(paper(), PaperFormat.FACTUR_X, pdf(paper()))

    assert [each.code for each in found] == ["nothing_attached"]


def test_a_pdf_that_is_not_for_keeping_is_noticed() -> None:
    empty = BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(empty)

    found = Papers().check(paper(), PaperFormat.PDF, empty.getvalue())
    assert [each.code for each in found] == ["not_pdf_a"]
