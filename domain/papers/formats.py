"""The formats that a paper is made in. Needs nothing, so that help pages can name them."""

from enum import StrEnum

from domain.accounts.invoice_formats import InvoiceFormat
from domain.values.currencies import minor_digits

_MOST_DIGITS = 2


class PaperFormat(StrEnum):
    PDF = "pdf"
    """PDF/A-3, to read and to print."""
    FACTUR_X = "factur-x"
    """That PDF with the invoice as CII inside, also known as ZUGFeRD, in its profile EN 16931."""
    UBL = "ubl"
    """UBL as Peppol BIS Billing 3 asks for it."""
    XRECHNUNG = "xrechnung"
    """UBL as the German standard XRechnung 3 asks for it."""
    XRECHNUNG_CII = "xrechnung-cii"
    """The same in UN/CEFACT's format."""

    @property
    def is_pdf(self) -> bool:
        return self in (PaperFormat.PDF, PaperFormat.FACTUR_X)

    @property
    def suffix(self) -> str:
        return ".pdf" if self.is_pdf else ".xml"

    @property
    def media_type(self) -> str:
        return "application/pdf" if self.is_pdf else "application/xml"


def in_e_invoices(currency: str) -> bool:
    """Whether an e-invoice can be in this currency: EN 16931 knows amounts of no more than two
    decimals."""
    return minor_digits(currency) <= _MOST_DIGITS


def file_of(chosen: InvoiceFormat) -> PaperFormat | None:
    """The file that an invoice comes as; None where it comes without one."""
    return None if chosen is InvoiceFormat.NONE else PaperFormat(chosen.value)
