"""Whether a paper's file is as it must be: the official rules of its format, and whether it says
what the paper says."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from adapters.papers import cii, ubl
from adapters.papers.factur_x import ATTACHED
from adapters.papers.official import official_problems
from adapters.papers.swiss import swiss_problems
from adapters.papers.xml import amount
from domain.papers.formats import PaperFormat
from domain.papers.needs import needs_of
from domain.papers.paper import Paper
from domain.papers.problems import PaperProblem

if TYPE_CHECKING:
    import pikepdf

_NAMES = {
    PaperFormat.UBL: ubl.PEPPOL,
    PaperFormat.XRECHNUNG: ubl.XRECHNUNG,
    PaperFormat.XRECHNUNG_CII: ubl.XRECHNUNG,
    PaperFormat.FACTUR_X: cii.FACTUR_X,
}

_NOT_PDF_A = PaperProblem(
    "", "not_pdf_a", "This PDF is not marked as PDF/A-3, in which papers are kept."
)
_PDF_A = "{http://www.aiim.org/pdfa/ns/id/}"
_UBL_SUMS = "*:LegalMonetaryTotal"
_CII_SUMS = "*/*/*:SpecifiedTradeSettlementHeaderMonetarySummation"


def problems_in(paper: Paper, as_: PaperFormat, content: bytes) -> tuple[PaperProblem, ...]:
    """What is wrong with this file of this paper."""
    if not as_.is_pdf:
        return (*needs_of(paper, as_), *_in_e_invoice(paper, as_, content))
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as document:
            is_pdf_a = _is_pdf_a(document)
            attached = document.attachments.get(ATTACHED)
            invoice = attached.get_file().read_bytes() if attached else None
    except pikepdf.PdfError:
        return (PaperProblem("", "not_a_pdf", "This is no PDF, or a damaged one."),)
    found = (*swiss_problems(paper), *(() if is_pdf_a else (_NOT_PDF_A,)))
    if as_ is PaperFormat.PDF:
        return found
    if invoice is None:
        said = "The invoice for programs is missing in this PDF."
        return (*found, PaperProblem("", "nothing_attached", said))
    return (*found, *_in_e_invoice(paper, as_, invoice))


def _is_pdf_a(document: "pikepdf.Pdf") -> bool:
    from lxml import etree

    if "/Metadata" not in document.Root:
        return False
    packet = etree.fromstring(document.Root.Metadata.read_bytes())
    marks = [packet.findtext(f".//{_PDF_A}{name}") for name in ("part", "conformance")]
    return marks == ["3", "A"]


def _in_e_invoice(paper: Paper, as_: PaperFormat, content: bytes) -> tuple[PaperProblem, ...]:
    found = official_problems(content)
    if any(each.source == "schema" for each in found):
        return found
    return (*found, *_differences(paper, as_, content))


def _differences(paper: Paper, as_: PaperFormat, content: bytes) -> Iterator[PaperProblem]:
    """What the file says otherwise than the paper."""
    from lxml import etree

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    is_cii = etree.QName(root).localname == "CrossIndustryInvoice"
    totals, ours = paper.totals, paper.tax_in_ours
    for field, expected, in_ubl, in_cii in (
        (
            "format",
            _NAMES[as_],
            "*:CustomizationID",
            "*/*:GuidelineSpecifiedDocumentContextParameter/*:ID",
        ),
        ("number", paper.number, "*:ID", "*:ExchangedDocument/*:ID"),
        ("currency", paper.currency, "*:DocumentCurrencyCode", "*/*/*:InvoiceCurrencyCode"),
        ("reference", paper.reference, "*:PaymentMeans/*:PaymentID", "*/*/*:PaymentReference"),
        (
            "totals.net",
            totals.net,
            f"{_UBL_SUMS}/*:TaxExclusiveAmount",
            f"{_CII_SUMS}/*:TaxBasisTotalAmount",
        ),
        ("totals.tax", totals.tax, "*:TaxTotal/*:TaxAmount", f"{_CII_SUMS}/*:TaxTotalAmount"),
        (
            "totals.gross",
            totals.gross,
            f"{_UBL_SUMS}/*:TaxInclusiveAmount",
            f"{_CII_SUMS}/*:GrandTotalAmount",
        ),
        (
            "totals.due",
            totals.due,
            f"{_UBL_SUMS}/*:PayableAmount",
            f"{_CII_SUMS}/*:DuePayableAmount",
        ),
        (
            "tax_in_ours.currency",
            ours.currency if ours else None,
            "*:TaxCurrencyCode",
            "*/*/*:TaxCurrencyCode",
        ),
        (
            "tax_in_ours.amount",
            ours.amount if ours else None,
            "*:TaxTotal[2]/*:TaxAmount",
            f"{_CII_SUMS}/*:TaxTotalAmount[2]",
        ),
    ):
        said = root.findtext((in_cii if is_cii else in_ubl).replace("*:", "{*}"))
        wanted = amount(expected) if isinstance(expected, Decimal) else expected
        if said != wanted:
            yield PaperProblem(
                field, "says_otherwise", f"The file says {said} where the paper says {wanted}."
            )
    lines = (
        "{*}IncludedSupplyChainTradeLineItem"
        if is_cii
        else f"{{*}}{etree.QName(root).localname}Line"
    )
    count = len(list(root.iter(lines)))
    if count != len(paper.lines):
        said = f"The file has {count} lines where the paper has {len(paper.lines)}."
        yield PaperProblem("lines", "says_otherwise", said)
