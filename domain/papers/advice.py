"""What a request's form leaves out that its invoices will need in the company's country: advice,
which keeps nothing from being sent in."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from domain.accounts.invoice_formats import InvoiceFormat
from domain.forms.documents import LegalForm
from domain.forms.form_draft import as_meant
from domain.forms.form_rules import value_at
from domain.papers.buyer import electronic_address_in, vat_id_of
from domain.papers.paper import ElectronicAddress, TaxCategory
from domain.papers.policy import MEMBERS, PapersPolicy
from domain.values.record import Record

_ADDRESS, _REFERENCE = "company.electronic_address", "company.buyer_reference"
_FORMAT = "company.invoice_format"

_XRECHNUNG = (InvoiceFormat.XRECHNUNG, InvoiceFormat.XRECHNUNG_CII)

SENTENCES: dict[str, tuple[str, str]] = {
    "vat_id_missing": (
        "company.tax_id",
        "This is not a VAT number of the company's country that checks out: without one, invoices"
        " to another country of the European Union are taxed as at home, and not by reverse"
        " charge.",
    ),
    "postal_code_missing": (
        "company.address.postal_code",
        "E-invoices to this company need its postal code.",
    ),
    "electronic_address_be": (
        _ADDRESS,
        "Belgian companies invoice each other by e-invoice since January 2026: give the company's"
        " address at Peppol, 0208 and its enterprise number, such as 0208:0123456749.",
    ),
    "electronic_address_de": (
        _ADDRESS,
        "German public bodies take e-invoices (XRechnung): give the electronic address, 0204 and"
        " the Leitweg-ID, such as 0204:991-03730-19, or EM: and a mail address.",
    ),
    "electronic_address_fr": (
        _ADDRESS,
        "French companies take e-invoices: give the electronic address, 0225 and the SIREN, or"
        " 0009 and the SIRET.",
    ),
    "electronic_address_it": (
        _ADDRESS,
        "Italian companies take e-invoices at a codice destinatario: give 0205 and its seven"
        " characters; public bodies give 0201 and their six.",
    ),
    "electronic_address_nl": (
        _ADDRESS,
        "Dutch public bodies take e-invoices at Peppol: give the electronic address, 0190 and the"
        " OIN, or 0106 and the number at the chamber of commerce.",
    ),
    "electronic_address_doubtful": (
        _ADDRESS,
        "The number in this electronic address is none of its kind: check it digit by digit.",
    ),
    "electronic_address_missing": (
        _ADDRESS,
        "Invoices in this format go out by Peppol: give the electronic address that the company has"
        " there, such as 0106 and the number at the Dutch chamber of commerce.",
    ),
    "format_not_offered": (
        _FORMAT,
        "Invoices do not go out in this format: they come in the usual way.",
    ),
    "leitweg_id_missing": (
        _REFERENCE,
        "Invoices to German public bodies name the Leitweg-ID: give it as the buyer's reference,"
        " such as 991-03730-19.",
    ),
    "leitweg_id_doubtful": (
        _REFERENCE,
        "Invoices to German public bodies name the Leitweg-ID, such as 991-03730-19: this is none"
        " that checks out.",
    ),
    "xrechnung_reference_missing": (
        _REFERENCE,
        "Invoices as XRechnung name a reference of the buyer: give one, or each invoice needs its"
        " own.",
    ),
    "reference_missing": (
        _REFERENCE,
        "E-invoices by Peppol name a purchase order or another reference of the buyer: give one of"
        " them, or each invoice needs its own.",
    ),
}
"""By code: the form's field, and what to say."""


class Advice(Record):
    """One thing that the company's invoices will need."""

    field: str
    """Dotted, as in the form: `company.buyer_reference`."""
    code: str
    """Of `SENTENCES`."""
    sentence: str


def advice_on(draft: Mapping[str, Any], papers: PapersPolicy) -> tuple[Advice, ...]:
    """What to add to this draft so that its first invoice can be sent as its country asks for.
    What is not written yet, or is no text, is no country and no legal form."""
    return tuple(
        Advice(field=SENTENCES[code][0], code=code, sentence=SENTENCES[code][1])
        for code in _codes(as_meant(draft), papers)
    )


def _codes(draft: Mapping[str, Any], papers: PapersPolicy) -> Iterator[str]:
    country, seller = _text(draft, "company.address.country"), papers.seller.address.country
    public = _text(draft, "company.legal_form") == LegalForm.PUBLIC_BODY
    written = _text(draft, _ADDRESS)
    address, reference = electronic_address_in(written), _text(draft, _REFERENCE)
    if _is_reverse_charged(seller, country, papers) and not _has_vat_id(draft, country):
        yield "vat_id_missing"
    xrechnung = country == "DE" and public
    if (xrechnung or country == seller == "NL") and not _text(draft, "company.address.postal_code"):
        yield "postal_code_missing"
    needs_address = country in ("BE", "FR", "IT") or (country in ("DE", "NL") and public)
    by_mail = address is not None and address.is_by_mail
    wanted = _text(draft, _FORMAT) or papers.attached
    if wanted in set(InvoiceFormat) and wanted not in papers.choices:
        yield "format_not_offered"
    goes_out = wanted in papers.delivered
    wants_ubl = goes_out and wanted == InvoiceFormat.UBL
    if needs_address and (not written or (by_mail and not xrechnung)):
        yield f"electronic_address_{country.lower()}"
    elif wants_ubl and (address is None or by_mail):
        yield "electronic_address_missing"
    elif address is not None and not _checks_out(address):
        yield "electronic_address_doubtful"
    if xrechnung:
        if not reference:
            yield "leitweg_id_missing"
        elif not _is_leitweg_id(reference):
            yield "leitweg_id_doubtful"
        return
    by_peppol = country == "BE" or (country == "NL" and public)
    elsewhere = address is not None and not by_mail
    if goes_out and wanted in _XRECHNUNG and not reference:
        yield "xrechnung_reference_missing"
        return
    named = reference or _text(draft, "company.purchase_order")
    if (by_peppol or elsewhere or wants_ubl) and not named:
        yield "reference_missing"


def _text(draft: Mapping[str, Any], dotted: str) -> str:
    value = value_at(draft, dotted)
    return value.strip() if isinstance(value, str) else ""


def _is_reverse_charged(seller: str, country: str, papers: PapersPolicy) -> bool:
    """Whether a VAT number decides how this country's companies are taxed."""
    within = seller != country and {seller, country} <= MEMBERS
    return within and papers.tax.within_union.category is TaxCategory.REVERSE_CHARGE


def _has_vat_id(draft: Mapping[str, Any], country: str) -> bool:
    number = _text(draft, "company.tax_id")
    return not number or vat_id_of(country, number) is not None


def _is_leitweg_id(value: str) -> bool:
    from stdnum.de import leitweg

    return leitweg.is_valid(value)


def _is_siren(value: str) -> bool:
    """Alone, or with the suffix of an address behind it."""
    from stdnum.fr import siren

    return siren.is_valid(value.partition("_")[0])


def _is_siret(value: str) -> bool:
    from stdnum.fr import siret

    return siret.is_valid(value)


def _is_enterprise_number(value: str) -> bool:
    from stdnum.be import vat

    return value.isdigit() and vat.is_valid(value)


def _of(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


_NUMBERS: dict[str, Callable[[str], bool]] = {
    "0002": _is_siren,
    "0009": _is_siret,
    "0106": _of("[0-9]{8}"),
    "0190": _of("[0-9]{20}"),
    "0201": _of("[A-Za-z0-9]{6}"),
    "0204": _is_leitweg_id,
    "0205": _of("[A-Za-z0-9]{7}"),
    "0208": _is_enterprise_number,
    "0225": _is_siren,
}
"""By the kind of an electronic address: what its numbers look like."""


def _checks_out(address: ElectronicAddress) -> bool:
    known = _NUMBERS.get(address.scheme)
    return known is None or known(address.value)
