"""Papers as UBL 2.1: invoices and credit notes as Peppol BIS Billing 3 and XRechnung 3 ask for
them, which differ in their name and in where a party without an electronic address is reached."""

from decimal import Decimal

from adapters.papers import content
from adapters.papers.xml import Element, Writer, amount, as_bytes, iso, plain
from domain.account import Address
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
from wording.papers import no_tax_reason, terms_in_words

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
        self.write = Writer({"ubl": f"{_SCHEMA}{self.kind}-2", **_COMMON})

    def root(self) -> Element | None:
        paper, write = self.paper, self.write
        number = paper.of_invoice
        return write(
            f"ubl:{self.kind}",
            write("cbc:CustomizationID", self.customization),
            write("cbc:ProfileID", PROCESS),
            write("cbc:ID", paper.number),
            write("cbc:IssueDate", iso(paper.issued_on)),
            None if self.is_credit_note else write("cbc:DueDate", iso(paper.due_on)),
            write(f"cbc:{self.kind}TypeCode", content.type_code(paper)),
            write("cbc:Note", paper.note),
            write("cbc:DocumentCurrencyCode", paper.currency),
            write("cbc:BuyerReference", paper.buyer_reference),
            self.period(content.period(paper)),
            write("cac:OrderReference", write("cbc:ID", paper.purchase_order)),
            write(
                "cac:BillingReference",
                write(
                    "cac:InvoiceDocumentReference",
                    write("cbc:ID", number and number.number),
                    write("cbc:IssueDate", iso(number.issued_on if number else None)),
                ),
            ),
            write("cac:AccountingSupplierParty", self.party(paper.seller, is_seller=True)),
            write("cac:AccountingCustomerParty", self.party(paper.buyer, is_seller=False)),
            self.delivery(),
            self.payment_means(),
            write("cac:PaymentTerms", write("cbc:Note", terms_in_words(paper))),
            write(
                "cac:TaxTotal",
                self.money("TaxAmount", paper.totals.tax),
                *(self.tax(tax) for tax in paper.taxes),
            ),
            self.totals(),
            *(self.line(line) for line in paper.lines),
        )

    def money(self, name: str, number: Decimal) -> Element | None:
        return self.write(f"cbc:{name}", amount(number), currencyID=self.paper.currency)

    def period(self, period: Period | None) -> Element | None:
        return self.write(
            "cac:InvoicePeriod",
            self.write("cbc:StartDate", iso(period.first if period else None)),
            self.write("cbc:EndDate", iso(period.last if period else None)),
        )

    def party(self, party: Party, *, is_seller: bool) -> Element | None:
        write = self.write
        return write(
            "cac:Party",
            self.endpoint(party),
            write("cac:PostalAddress", *self.address(party.address)),
            self.tax_scheme(content.vat_id(party, self.paper), "VAT"),
            self.tax_scheme(party.tax_id, "TAX") if is_seller else None,
            write(
                "cac:PartyLegalEntity",
                write("cbc:RegistrationName", party.name),
                write("cbc:CompanyID", party.register_id, schemeID=party.register_scheme),
                write("cbc:CompanyLegalForm", party.register_name) if is_seller else None,
            ),
            write(
                "cac:Contact",
                write("cbc:Name", party.contact_name),
                write("cbc:Telephone", party.contact_phone),
                write("cbc:ElectronicMail", party.contact_email),
            ),
        )

    def endpoint(self, party: Party) -> Element | None:
        at: ElectronicAddress | None = party.electronic_address
        if self.customization == XRECHNUNG:
            at = content.by_mail(party)
        return self.write(
            "cbc:EndpointID", at.value if at else None, schemeID=at.scheme if at else None
        )

    def address(self, address: Address) -> tuple[Element | None, ...]:
        write = self.write
        return (
            write("cbc:StreetName", address.line1),
            write("cbc:AdditionalStreetName", address.line2),
            write("cbc:CityName", address.city),
            write("cbc:PostalZone", address.postal_code),
            write("cbc:CountrySubentity", address.region),
            write("cac:Country", write("cbc:IdentificationCode", address.country)),
        )

    def tax_scheme(self, number: str | None, scheme: str) -> Element | None:
        if number is None:
            return None
        write = self.write
        return write(
            "cac:PartyTaxScheme",
            write("cbc:CompanyID", number),
            write("cac:TaxScheme", write("cbc:ID", scheme)),
        )

    def delivery(self) -> Element | None:
        write, to = self.write, content.delivered_to(self.paper)
        return write(
            "cac:Delivery",
            write("cbc:ActualDeliveryDate", iso(content.delivered_on(self.paper))),
            write("cac:DeliveryLocation", write("cac:Address", *self.address(to)) if to else None),
        )

    def payment_means(self) -> Element | None:
        paper, write = self.paper, self.write
        code = content.payment_means(paper)
        account = paper.account
        return write(
            "cac:PaymentMeans",
            write("cbc:PaymentMeansCode", code),
            write("cbc:PaymentID", paper.reference),
            None
            if code == content.SET_OFF
            else write(
                "cac:PayeeFinancialAccount",
                write("cbc:ID", account.iban),
                write("cbc:Name", account.name),
                write("cac:FinancialInstitutionBranch", write("cbc:ID", account.bic)),
            ),
        )

    def tax(self, tax: Tax) -> Element | None:
        write, language = self.write, self.paper.language
        return write(
            "cac:TaxSubtotal",
            self.money("TaxableAmount", tax.base),
            self.money("TaxAmount", tax.amount),
            write(
                "cac:TaxCategory",
                write("cbc:ID", tax.category),
                write("cbc:Percent", plain(tax.rate)),
                write("cbc:TaxExemptionReasonCode", tax.reason_code),
                write(
                    "cbc:TaxExemptionReason", tax.reason or no_tax_reason(tax.category, language)
                ),
                write("cac:TaxScheme", write("cbc:ID", "VAT")),
            ),
        )

    def rate(self, line: Line) -> Element | None:
        """Outside the scope of VAT a line has no rate, not even zero (BR-O-05)."""
        outside = line.category is TaxCategory.OUTSIDE_SCOPE
        return None if outside else self.write("cbc:Percent", plain(line.rate))

    def totals(self) -> Element | None:
        totals = self.paper.totals
        return self.write(
            "cac:LegalMonetaryTotal",
            self.money("LineExtensionAmount", totals.net),
            self.money("TaxExclusiveAmount", totals.net),
            self.money("TaxInclusiveAmount", totals.gross),
            self.money("PrepaidAmount", totals.prepaid) if totals.prepaid else None,
            self.money("PayableRoundingAmount", totals.rounding) if totals.rounding else None,
            self.money("PayableAmount", totals.due),
        )

    def line(self, line: Line) -> Element | None:
        write = self.write
        quantity = "Credited" if self.is_credit_note else "Invoiced"
        return write(
            f"cac:{self.kind}Line",
            write("cbc:ID", line.id),
            write(f"cbc:{quantity}Quantity", plain(line.quantity), unitCode=line.unit),
            self.money("LineExtensionAmount", line.net),
            self.period(line.period),
            write(
                "cac:Item",
                write("cbc:Name", line.description),
                write(
                    "cac:ClassifiedTaxCategory",
                    write("cbc:ID", line.category),
                    self.rate(line),
                    write("cac:TaxScheme", write("cbc:ID", "VAT")),
                ),
            ),
            write(
                "cac:Price",
                write("cbc:PriceAmount", plain(line.price), currencyID=self.paper.currency),
            ),
        )


def ubl(paper: Paper, customization: str = PEPPOL) -> bytes:
    """The paper as UBL, an invoice or a credit note.

    Args:
        customization: `PEPPOL` or `XRECHNUNG`.
    """
    return as_bytes(_Document(paper, customization).root())
