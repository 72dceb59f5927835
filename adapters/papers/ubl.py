"""Papers as UBL 2.1: invoices and credit notes as Peppol BIS Billing 3 and XRechnung 3 ask for
them, which differ in their name and in where a party without an electronic address is reached."""

from decimal import Decimal

from adapters.papers import content
from adapters.papers.xml import Element, amount, document, element, iso, plain
from domain.companies.address import Address
from domain.papers.paper import (
    ElectronicAddress,
    Line,
    Paper,
    PaperKind,
    Party,
    Period,
    Tax,
    TaxCategory,
)
from wording.papers import terms_in_words, why_no_tax

PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

_SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd:"
_COMMON = {
    "cac": f"{_SCHEMA}CommonAggregateComponents-2",
    "cbc": f"{_SCHEMA}CommonBasicComponents-2",
}


class _Document:
    """One paper on its way to UBL."""

    def __init__(self, paper: Paper, customization: str) -> None:
        self.paper, self.customization = paper, customization
        self.is_credit_note = paper.kind is PaperKind.CREDIT_NOTE
        self.kind = "CreditNote" if self.is_credit_note else "Invoice"

    def written(self) -> bytes:
        paper = self.paper
        number, ours = paper.of_invoice, paper.tax_in_ours
        return document(
            f"ubl:{self.kind}",
            {"ubl": f"{_SCHEMA}{self.kind}-2", **_COMMON},
            element("cbc:CustomizationID", self.customization),
            element("cbc:ProfileID", PROCESS),
            element("cbc:ID", paper.number),
            element("cbc:IssueDate", iso(paper.issued_on)),
            None if self.is_credit_note else element("cbc:DueDate", iso(paper.due_on)),
            element(f"cbc:{self.kind}TypeCode", content.type_code(paper)),
            element("cbc:Note", content.note(paper)),
            element("cbc:DocumentCurrencyCode", paper.currency),
            element("cbc:TaxCurrencyCode", ours.currency if ours else None),
            element("cbc:BuyerReference", paper.buyer_reference),
            self.period(content.period(paper)),
            element("cac:OrderReference", element("cbc:ID", paper.purchase_order)),
            element(
                "cac:BillingReference",
                element(
                    "cac:InvoiceDocumentReference",
                    element("cbc:ID", number.number if number else None),
                    element("cbc:IssueDate", iso(number.issued_on if number else None)),
                ),
            ),
            element("cac:AccountingSupplierParty", self.party(paper.seller, is_seller=True)),
            element("cac:AccountingCustomerParty", self.party(paper.buyer, is_seller=False)),
            self.delivery(),
            self.payment_means(),
            element("cac:PaymentTerms", element("cbc:Note", terms_in_words(paper))),
            element(
                "cac:TaxTotal",
                self.money("TaxAmount", paper.totals.tax),
                *(self.tax(tax) for tax in paper.taxes),
            ),
            element(
                "cac:TaxTotal",
                element("cbc:TaxAmount", amount(ours.amount), currencyID=ours.currency),
            )
            if ours
            else None,
            self.totals(),
            *(self.line(line) for line in paper.lines),
        )

    def money(self, name: str, number: Decimal) -> Element | None:
        return element(f"cbc:{name}", amount(number), currencyID=self.paper.currency)

    def period(self, period: Period | None) -> Element | None:
        return element(
            "cac:InvoicePeriod",
            element("cbc:StartDate", iso(period.first if period else None)),
            element("cbc:EndDate", iso(period.last if period else None)),
        )

    def party(self, party: Party, *, is_seller: bool) -> Element | None:
        return element(
            "cac:Party",
            self.endpoint(party),
            element("cac:PostalAddress", *self.address(party.address)),
            self.tax_scheme(content.vat_id(party, self.paper), "VAT"),
            self.tax_scheme(party.tax_id, "TAX") if is_seller else None,
            element(
                "cac:PartyLegalEntity",
                element("cbc:RegistrationName", party.name),
                element("cbc:CompanyID", party.register_id, schemeID=party.register_scheme),
                element("cbc:CompanyLegalForm", party.register_name) if is_seller else None,
            ),
            element(
                "cac:Contact",
                element("cbc:Name", party.contact_name),
                element("cbc:Telephone", party.contact_phone),
                element("cbc:ElectronicMail", party.contact_email),
            ),
        )

    def endpoint(self, party: Party) -> Element | None:
        at: ElectronicAddress | None = party.electronic_address
        if self.customization == XRECHNUNG:
            at = content.by_mail(party)
        return element(
            "cbc:EndpointID", at.value if at else None, schemeID=at.scheme if at else None
        )

    def address(self, address: Address) -> tuple[Element | None, ...]:
        return (
            element("cbc:StreetName", address.line1),
            element("cbc:AdditionalStreetName", address.line2),
            element("cbc:CityName", address.city),
            element("cbc:PostalZone", address.postal_code),
            element("cbc:CountrySubentity", address.region),
            element("cac:Country", element("cbc:IdentificationCode", address.country)),
        )

    def tax_scheme(self, number: str | None, scheme: str) -> Element | None:
        if number is None:
            return None
        return element(
            "cac:PartyTaxScheme",
            element("cbc:CompanyID", number),
            element("cac:TaxScheme", element("cbc:ID", scheme)),
        )

    def delivery(self) -> Element | None:
        to = content.delivered_to(self.paper)
        return element(
            "cac:Delivery",
            element("cbc:ActualDeliveryDate", iso(content.delivered_on(self.paper))),
            element(
                "cac:DeliveryLocation", element("cac:Address", *self.address(to)) if to else None
            ),
        )

    def payment_means(self) -> Element | None:
        paper = self.paper
        code = content.payment_means(paper)
        account = paper.account
        return element(
            "cac:PaymentMeans",
            element("cbc:PaymentMeansCode", code),
            element("cbc:PaymentID", paper.reference),
            None
            if code in content.NO_TRANSFER
            else element(
                "cac:PayeeFinancialAccount",
                element("cbc:ID", account.iban),
                element("cbc:Name", account.name),
                element("cac:FinancialInstitutionBranch", element("cbc:ID", account.bic)),
            ),
        )

    def tax(self, tax: Tax) -> Element | None:
        return element(
            "cac:TaxSubtotal",
            self.money("TaxableAmount", tax.base),
            self.money("TaxAmount", tax.amount),
            element(
                "cac:TaxCategory",
                element("cbc:ID", tax.category),
                element("cbc:Percent", plain(tax.rate)),
                element("cbc:TaxExemptionReasonCode", tax.reason_code),
                element("cbc:TaxExemptionReason", why_no_tax(tax, self.paper.language)),
                element("cac:TaxScheme", element("cbc:ID", "VAT")),
            ),
        )

    def rate(self, line: Line) -> Element | None:
        """Outside the scope of VAT a line has no rate, not even zero (BR-O-05)."""
        outside = line.category is TaxCategory.OUTSIDE_SCOPE
        return None if outside else element("cbc:Percent", plain(line.rate))

    def totals(self) -> Element | None:
        totals = self.paper.totals
        return element(
            "cac:LegalMonetaryTotal",
            self.money("LineExtensionAmount", totals.net),
            self.money("TaxExclusiveAmount", totals.net),
            self.money("TaxInclusiveAmount", totals.gross),
            self.money("PrepaidAmount", totals.prepaid) if totals.prepaid else None,
            self.money("PayableRoundingAmount", totals.rounding) if totals.rounding else None,
            self.money("PayableAmount", totals.due),
        )

    def line(self, line: Line) -> Element | None:
        quantity = "Credited" if self.is_credit_note else "Invoiced"
        return element(
            f"cac:{self.kind}Line",
            element("cbc:ID", line.id),
            element(f"cbc:{quantity}Quantity", plain(line.quantity), unitCode=line.unit),
            self.money("LineExtensionAmount", line.net),
            self.period(line.period),
            element(
                "cac:Item",
                element("cbc:Name", line.description),
                element(
                    "cac:ClassifiedTaxCategory",
                    element("cbc:ID", line.category),
                    self.rate(line),
                    element("cac:TaxScheme", element("cbc:ID", "VAT")),
                ),
            ),
            element(
                "cac:Price",
                element("cbc:PriceAmount", plain(line.price), currencyID=self.paper.currency),
            ),
        )


def ubl(paper: Paper, customization: str = PEPPOL) -> bytes:
    """The paper as UBL, an invoice or a credit note.

    Args:
        customization: `PEPPOL` or `XRECHNUNG`.
    """
    return _Document(paper, customization).written()
