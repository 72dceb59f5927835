"""What every e-invoice of a paper says alike, whatever its format calls it."""

from datetime import date

from domain.companies.address import Address
from domain.papers.paper import (
    BY_MAIL,
    ElectronicAddress,
    Paper,
    PaperKind,
    Party,
    Period,
    TaxCategory,
)
from domain.values.epc import is_in_sepa
from wording.papers import tax_in_ours_in_words

INVOICE, CREDIT_NOTE = "380", "381"
"""Codes of UNTDID 1001."""

SEPA_TRANSFER, TRANSFER, SET_OFF, AS_AGREED = "58", "30", "97", "57"
"""Codes of UNTDID 4461. A credit note is set off against its invoice: nobody transfers by it."""
NO_TRANSFER = (SET_OFF, AS_AGREED)


def type_code(paper: Paper) -> str:
    return CREDIT_NOTE if paper.kind is PaperKind.CREDIT_NOTE else INVOICE


def is_outside_scope(paper: Paper) -> bool:
    """Whether its lines are outside the scope of VAT: then no VAT number may stand on it
    (BR-O-02), and another registration identifies the seller."""
    return any(tax.category is TaxCategory.OUTSIDE_SCOPE for tax in paper.taxes)


def vat_id(party: Party, paper: Paper) -> str | None:
    """The VAT number as the standard has it: without blanks, the country in front."""
    if party.vat_id is None or is_outside_scope(paper):
        return None
    return "".join(char for char in party.vat_id if char.isalnum()).upper()


def period(paper: Paper) -> Period | None:
    """From the first day that a line is about to the last one."""
    periods = [line.period for line in paper.lines if line.period]
    if not periods:
        return None
    return Period(
        first=min(each.first for each in periods), last=max(each.last for each in periods)
    )


def delivered_on(paper: Paper) -> date | None:
    """The day of delivery, where a rule wants one and no period says it: within the EU, goods and
    services without tax (BR-IC-11)."""
    return paper.issued_on if delivered_to(paper) and period(paper) is None else None


def delivered_to(paper: Paper) -> Address | None:
    """Where to, where a rule wants it (BR-IC-12)."""
    within = any(tax.category is TaxCategory.INTRA_COMMUNITY for tax in paper.taxes)
    return paper.buyer.address if within else None


def note(paper: Paper) -> str | None:
    """What is said in words, with the rate of a tax that is said in two currencies: in one note,
    since Peppol takes no second one."""
    said = [each for each in (paper.note, tax_in_ours_in_words(paper)) if each]
    return " ".join(said) or None


def payment_means(paper: Paper) -> str:
    if paper.kind is PaperKind.CREDIT_NOTE:
        countries = {paper.seller.address.country, paper.buyer.address.country}
        # Between Dutch parties Peppol knows no setting off (NL-R-008).
        return AS_AGREED if countries == {"NL"} else SET_OFF
    in_sepa = paper.currency == "EUR" and is_in_sepa(paper.account.iban)
    return SEPA_TRANSFER if in_sepa else TRANSFER


def by_mail(party: Party) -> ElectronicAddress | None:
    """Where e-invoices reach a party: its electronic address, or else its mail address."""
    if party.electronic_address or not party.contact_email:
        return party.electronic_address
    return ElectronicAddress(scheme=BY_MAIL, value=party.contact_email[:100])
