"""Papers as Cross Industry Invoice of UN/CEFACT (D16B): as it lies in a Factur-X PDF (profile EN
16931), and as XRechnung 3 asks for it."""

from datetime import date

from adapters.papers import content
from adapters.papers.ubl import PROCESS, XRECHNUNG
from adapters.papers.xml import Element, amount, document, element, empty, plain
from domain.companies.address import Address
from domain.papers.paper import Line, Paper, Party, Period, Tax, TaxCategory
from wording.papers import terms_in_words, why_no_tax

FACTUR_X = "urn:cen.eu:en16931:2017"

_STANDARD = "urn:un:unece:uncefact:data:standard:"
_NAMESPACES = {
    "rsm": f"{_STANDARD}CrossIndustryInvoice:100",
    "ram": f"{_STANDARD}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_STANDARD}UnqualifiedDataType:100",
    "qdt": f"{_STANDARD}QualifiedDataType:100",
}
_WHOLE_DAY = "102"
"""The code of UNTDID 2379 for a date without a time: `20260105`."""


class _Document:
    """One paper on its way to CII."""

    def __init__(self, paper: Paper, guideline: str) -> None:
        self.paper, self.guideline = paper, guideline

    def written(self) -> bytes:
        paper = self.paper
        process = PROCESS if self.guideline == XRECHNUNG else None
        return document(
            "rsm:CrossIndustryInvoice",
            _NAMESPACES,
            element(
                "rsm:ExchangedDocumentContext",
                element(
                    "ram:BusinessProcessSpecifiedDocumentContextParameter",
                    element("ram:ID", process),
                ),
                element(
                    "ram:GuidelineSpecifiedDocumentContextParameter",
                    element("ram:ID", self.guideline),
                ),
            ),
            element(
                "rsm:ExchangedDocument",
                element("ram:ID", paper.number),
                element("ram:TypeCode", content.type_code(paper)),
                element("ram:IssueDateTime", self.day(paper.issued_on)),
                element("ram:IncludedNote", element("ram:Content", content.note(paper))),
            ),
            element(
                "rsm:SupplyChainTradeTransaction",
                *(self.line(line) for line in paper.lines),
                self.agreement(),
                self.delivery(),
                self.settlement(),
            ),
        )

    def day(self, day: date | None, prefix: str = "udt") -> Element | None:
        said = f"{day:%Y%m%d}" if day else None
        return element(f"{prefix}:DateTimeString", said, format=_WHOLE_DAY)

    def period(self, period: Period | None) -> Element | None:
        return element(
            "ram:BillingSpecifiedPeriod",
            element("ram:StartDateTime", self.day(period.first if period else None)),
            element("ram:EndDateTime", self.day(period.last if period else None)),
        )

    def agreement(self) -> Element | None:
        paper = self.paper
        return element(
            "ram:ApplicableHeaderTradeAgreement",
            element("ram:BuyerReference", paper.buyer_reference),
            element("ram:SellerTradeParty", *self.party(paper.seller, is_seller=True)),
            element("ram:BuyerTradeParty", *self.party(paper.buyer, is_seller=False)),
            element(
                "ram:BuyerOrderReferencedDocument",
                element("ram:IssuerAssignedID", paper.purchase_order),
            ),
        )

    def party(self, party: Party, *, is_seller: bool) -> tuple[Element | None, ...]:
        at = content.by_mail(party) if self.guideline == XRECHNUNG else party.electronic_address
        return (
            element("ram:Name", party.name),
            element("ram:Description", party.register_name) if is_seller else None,
            element(
                "ram:SpecifiedLegalOrganization",
                element("ram:ID", party.register_id, schemeID=party.register_scheme),
            ),
            element(
                "ram:DefinedTradeContact",
                element("ram:PersonName", party.contact_name),
                element(
                    "ram:TelephoneUniversalCommunication",
                    element("ram:CompleteNumber", party.contact_phone),
                ),
                element(
                    "ram:EmailURIUniversalCommunication", element("ram:URIID", party.contact_email)
                ),
            ),
            self.address(party.address),
            element(
                "ram:URIUniversalCommunication",
                element("ram:URIID", at.value if at else None, schemeID=at.scheme if at else None),
            ),
            self.registration(content.vat_id(party, self.paper), "VA"),
            self.registration(party.tax_id, "FC") if is_seller else None,
        )

    def address(self, address: Address) -> Element | None:
        return element(
            "ram:PostalTradeAddress",
            element("ram:PostcodeCode", address.postal_code),
            element("ram:LineOne", address.line1),
            element("ram:LineTwo", address.line2),
            element("ram:CityName", address.city),
            element("ram:CountryID", address.country),
            element("ram:CountrySubDivisionName", address.region),
        )

    def registration(self, number: str | None, scheme: str) -> Element | None:
        return element("ram:SpecifiedTaxRegistration", element("ram:ID", number, schemeID=scheme))

    def delivery(self) -> Element:
        address = content.delivered_to(self.paper)
        delivery = element(
            "ram:ApplicableHeaderTradeDelivery",
            element("ram:ShipToTradeParty", self.address(address) if address else None),
            element(
                "ram:ActualDeliverySupplyChainEvent",
                element("ram:OccurrenceDateTime", self.day(content.delivered_on(self.paper))),
            ),
        )
        # Always there, with nothing in it where nothing is to be said: the schema asks for it.
        return delivery or empty("ram:ApplicableHeaderTradeDelivery")

    def settlement(self) -> Element | None:
        paper, totals = self.paper, self.paper.totals
        number, ours = paper.of_invoice, paper.tax_in_ours
        return element(
            "ram:ApplicableHeaderTradeSettlement",
            element("ram:PaymentReference", paper.reference),
            element("ram:TaxCurrencyCode", ours.currency if ours else None),
            element("ram:InvoiceCurrencyCode", paper.currency),
            self.payment_means(),
            *(self.tax(tax) for tax in paper.taxes),
            self.period(content.period(paper)),
            element(
                "ram:SpecifiedTradePaymentTerms",
                element("ram:Description", terms_in_words(paper)),
                element("ram:DueDateDateTime", self.day(paper.due_on)),
            ),
            element(
                "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
                element("ram:LineTotalAmount", amount(totals.net)),
                element("ram:TaxBasisTotalAmount", amount(totals.net)),
                element("ram:TaxTotalAmount", amount(totals.tax), currencyID=paper.currency),
                element("ram:TaxTotalAmount", amount(ours.amount), currencyID=ours.currency)
                if ours
                else None,
                element("ram:RoundingAmount", amount(totals.rounding)) if totals.rounding else None,
                element("ram:GrandTotalAmount", amount(totals.gross)),
                element("ram:TotalPrepaidAmount", amount(totals.prepaid))
                if totals.prepaid
                else None,
                element("ram:DuePayableAmount", amount(totals.due)),
            ),
            element(
                "ram:InvoiceReferencedDocument",
                element("ram:IssuerAssignedID", number.number if number else None),
                element(
                    "ram:FormattedIssueDateTime",
                    self.day(number.issued_on if number else None, "qdt"),
                ),
            ),
        )

    def payment_means(self) -> Element | None:
        account = self.paper.account
        code = content.payment_means(self.paper)
        transfers = code not in content.NO_TRANSFER
        return element(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            element("ram:TypeCode", code),
            element(
                "ram:PayeePartyCreditorFinancialAccount",
                element("ram:IBANID", account.iban),
                element("ram:AccountName", account.name),
            )
            if transfers
            else None,
            element(
                "ram:PayeeSpecifiedCreditorFinancialInstitution", element("ram:BICID", account.bic)
            )
            if transfers
            else None,
        )

    def tax(self, tax: Tax) -> Element | None:
        return element(
            "ram:ApplicableTradeTax",
            element("ram:CalculatedAmount", amount(tax.amount)),
            element("ram:TypeCode", "VAT"),
            element("ram:ExemptionReason", why_no_tax(tax, self.paper.language)),
            element("ram:BasisAmount", amount(tax.base)),
            element("ram:CategoryCode", tax.category),
            element("ram:ExemptionReasonCode", tax.reason_code),
            element("ram:RateApplicablePercent", plain(tax.rate)),
        )

    def rate(self, line: Line) -> Element | None:
        """Outside the scope of VAT a line has no rate, not even zero (BR-O-05)."""
        outside = line.category is TaxCategory.OUTSIDE_SCOPE
        return None if outside else element("ram:RateApplicablePercent", plain(line.rate))

    def line(self, line: Line) -> Element | None:
        return element(
            "ram:IncludedSupplyChainTradeLineItem",
            element("ram:AssociatedDocumentLineDocument", element("ram:LineID", line.id)),
            element("ram:SpecifiedTradeProduct", element("ram:Name", line.description)),
            element(
                "ram:SpecifiedLineTradeAgreement",
                element(
                    "ram:NetPriceProductTradePrice", element("ram:ChargeAmount", plain(line.price))
                ),
            ),
            element(
                "ram:SpecifiedLineTradeDelivery",
                element("ram:BilledQuantity", plain(line.quantity), unitCode=line.unit),
            ),
            element(
                "ram:SpecifiedLineTradeSettlement",
                element(
                    "ram:ApplicableTradeTax",
                    element("ram:TypeCode", "VAT"),
                    element("ram:CategoryCode", line.category),
                    self.rate(line),
                ),
                self.period(line.period),
                element(
                    "ram:SpecifiedTradeSettlementLineMonetarySummation",
                    element("ram:LineTotalAmount", amount(line.net)),
                ),
            ),
        )


def cii(paper: Paper, guideline: str = FACTUR_X) -> bytes:
    """The paper as CII.

    Args:
        guideline: `FACTUR_X` or `XRECHNUNG`.
    """
    return _Document(paper, guideline).written()
