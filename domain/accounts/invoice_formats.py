"""How a customer gets invoices and credit notes."""

from enum import StrEnum


class InvoiceFormat(StrEnum):
    """A format of papers, or none."""

    PDF = "pdf"
    FACTUR_X = "factur-x"
    UBL = "ubl"
    XRECHNUNG = "xrechnung"
    XRECHNUNG_CII = "xrechnung-cii"
    NONE = "none"
    """Letters carry no document: the customer downloads what they need."""
