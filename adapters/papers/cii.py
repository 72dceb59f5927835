"""Papers as Cross Industry Invoice of UN/CEFACT (D16B): as it lies in a Factur-X PDF (profile EN
16931), and as XRechnung 3 asks for it."""

from datetime import date

from adapters.papers import content
from adapters.papers.ubl import PROCESS, XRECHNUNG
from adapters.papers.xml import Element, Writer, amount, as_bytes, plain
from domain.account import Address
from domain.papers.paper import Line, Paper, Party, Period, Tax, TaxCategory
from wording.papers import no_tax_reason, terms_in_words

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
        self.write = Writer(_NAMESPACES)

    def root(self) -> Element | None:
        paper, write = self.paper, self.write
        process = PROCESS if self.guideline == XRECHNUNG else None
        return write(
            "rsm:CrossIndustryInvoice",
            write(
                "rsm:ExchangedDocumentContext",
                write(
                    "ram:BusinessProcessSpecifiedDocumentContextParameter",
                    write("ram:ID", process),
                ),
                write(
                    "ram:GuidelineSpecifiedDocumentContextParameter",
                    write("ram:ID", self.guideline),
                ),
            ),
            write(
                "rsm:ExchangedDocument",
                write("ram:ID", paper.number),
                write("ram:TypeCode", content.type_code(paper)),
                write("ram:IssueDateTime", self.day(paper.issued_on)),
                write("ram:IncludedNote", write("ram:Content", paper.note)),
            ),
            write(
                "rsm:SupplyChainTradeTransaction",
                *(self.line(line) for line in paper.lines),
                self.agreement(),
                self.delivery(),
                self.settlement(),
            ),
        )

    def day(self, day: date | None, prefix: str = "udt") -> Element | None:
        said = f"{day:%Y%m%d}" if day else None
        return self.write(f"{prefix}:DateTimeString", said, format=_WHOLE_DAY)

    def period(self, period: Period | None) -> Element | None:
        write = self.write
        return write(
            "ram:BillingSpecifiedPeriod",
            write("ram:StartDateTime", self.day(period.first if period else None)),
            write("ram:EndDateTime", self.day(period.last if period else None)),
        )

    def agreement(self) -> Element | None:
        paper, write = self.paper, self.write
        return write(
            "ram:ApplicableHeaderTradeAgreement",
            write("ram:BuyerReference", paper.buyer_reference),
            write("ram:SellerTradeParty", *self.party(paper.seller, is_seller=True)),
            write("ram:BuyerTradeParty", *self.party(paper.buyer, is_seller=False)),
            write(
                "ram:BuyerOrderReferencedDocument",
                write("ram:IssuerAssignedID", paper.purchase_order),
            ),
        )

    def party(self, party: Party, *, is_seller: bool) -> tuple[Element | None, ...]:
        write = self.write
        at = content.by_mail(party) if self.guideline == XRECHNUNG else party.electronic_address
        return (
            write("ram:Name", party.name),
            write("ram:Description", party.register_name) if is_seller else None,
            write(
                "ram:SpecifiedLegalOrganization",
                write("ram:ID", party.register_id, schemeID=party.register_scheme),
            ),
            write(
                "ram:DefinedTradeContact",
                write("ram:PersonName", party.contact_name),
                write(
                    "ram:TelephoneUniversalCommunication",
                    write("ram:CompleteNumber", party.contact_phone),
                ),
                write(
                    "ram:EmailURIUniversalCommunication", write("ram:URIID", party.contact_email)
                ),
            ),
            self.address(party.address),
            write(
                "ram:URIUniversalCommunication",
                write("ram:URIID", at.value if at else None, schemeID=at.scheme if at else None),
            ),
            self.registration(content.vat_id(party, self.paper), "VA"),
            self.registration(party.tax_id, "FC") if is_seller else None,
        )

    def address(self, address: Address) -> Element | None:
        write = self.write
        return write(
            "ram:PostalTradeAddress",
            write("ram:PostcodeCode", address.postal_code),
            write("ram:LineOne", address.line1),
            write("ram:LineTwo", address.line2),
            write("ram:CityName", address.city),
            write("ram:CountryID", address.country),
            write("ram:CountrySubDivisionName", address.region),
        )

    def registration(self, number: str | None, scheme: str) -> Element | None:
        return self.write(
            "ram:SpecifiedTaxRegistration", self.write("ram:ID", number, schemeID=scheme)
        )

    def delivery(self) -> Element | None:
        write = self.write
        # Always there, with nothing in it where nothing is to be said: the schema asks for it.
        from lxml import etree

        delivery = etree.Element(
            f"{{{_NAMESPACES['ram']}}}ApplicableHeaderTradeDelivery", nsmap=_NAMESPACES
        )
        address = content.delivered_to(self.paper)
        to = write("ram:ShipToTradeParty", self.address(address) if address else None)
        on = write(
            "ram:ActualDeliverySupplyChainEvent",
            write("ram:OccurrenceDateTime", self.day(content.delivered_on(self.paper))),
        )
        delivery.extend(each for each in (to, on) if each is not None)
        return delivery

    def settlement(self) -> Element | None:
        paper, write, totals = self.paper, self.write, self.paper.totals
        number = paper.of_invoice
        return write(
            "ram:ApplicableHeaderTradeSettlement",
            write("ram:PaymentReference", paper.reference),
            write("ram:InvoiceCurrencyCode", paper.currency),
            self.payment_means(),
            *(self.tax(tax) for tax in paper.taxes),
            self.period(content.period(paper)),
            write(
                "ram:SpecifiedTradePaymentTerms",
                write("ram:Description", terms_in_words(paper)),
                write("ram:DueDateDateTime", self.day(paper.due_on)),
            ),
            write(
                "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
                write("ram:LineTotalAmount", amount(totals.net)),
                write("ram:TaxBasisTotalAmount", amount(totals.net)),
                write("ram:TaxTotalAmount", amount(totals.tax), currencyID=paper.currency),
                write("ram:RoundingAmount", amount(totals.rounding)) if totals.rounding else None,
                write("ram:GrandTotalAmount", amount(totals.gross)),
                write("ram:TotalPrepaidAmount", amount(totals.prepaid)) if totals.prepaid else None,
                write("ram:DuePayableAmount", amount(totals.due)),
            ),
            write(
                "ram:InvoiceReferencedDocument",
                write("ram:IssuerAssignedID", number and number.number),
                write(
                    "ram:FormattedIssueDateTime",
                    self.day(number.issued_on if number else None, "qdt"),
                ),
            ),
        )

    def payment_means(self) -> Element | None:
        write, account = self.write, self.paper.account
        code = content.payment_means(self.paper)
        transfers = code != content.SET_OFF
        return write(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            write("ram:TypeCode", code),
            write(
                "ram:PayeePartyCreditorFinancialAccount",
                write("ram:IBANID", account.iban),
                write("ram:AccountName", account.name),
            )
            if transfers
            else None,
            write("ram:PayeeSpecifiedCreditorFinancialInstitution", write("ram:BICID", account.bic))
            if transfers
            else None,
        )

    def tax(self, tax: Tax) -> Element | None:
        write, language = self.write, self.paper.language
        return write(
            "ram:ApplicableTradeTax",
            write("ram:CalculatedAmount", amount(tax.amount)),
            write("ram:TypeCode", "VAT"),
            write("ram:ExemptionReason", tax.reason or no_tax_reason(tax.category, language)),
            write("ram:BasisAmount", amount(tax.base)),
            write("ram:CategoryCode", tax.category),
            write("ram:ExemptionReasonCode", tax.reason_code),
            write("ram:RateApplicablePercent", plain(tax.rate)),
        )

    def rate(self, line: Line) -> Element | None:
        """Outside the scope of VAT a line has no rate, not even zero (BR-O-05)."""
        outside = line.category is TaxCategory.OUTSIDE_SCOPE
        return None if outside else self.write("ram:RateApplicablePercent", plain(line.rate))

    def line(self, line: Line) -> Element | None:
        write = self.write
        return write(
            "ram:IncludedSupplyChainTradeLineItem",
            write("ram:AssociatedDocumentLineDocument", write("ram:LineID", line.id)),
            write("ram:SpecifiedTradeProduct", write("ram:Name", line.description)),
            write(
                "ram:SpecifiedLineTradeAgreement",
                write(
                    "ram:NetPriceProductTradePrice", write("ram:ChargeAmount", plain(line.price))
                ),
            ),
            write(
                "ram:SpecifiedLineTradeDelivery",
                write("ram:BilledQuantity", plain(line.quantity), unitCode=line.unit),
            ),
            write(
                "ram:SpecifiedLineTradeSettlement",
                write(
                    "ram:ApplicableTradeTax",
                    write("ram:TypeCode", "VAT"),
                    write("ram:CategoryCode", line.category),
                    self.rate(line),
                ),
                self.period(line.period),
                write(
                    "ram:SpecifiedTradeSettlementLineMonetarySummation",
                    write("ram:LineTotalAmount", amount(line.net)),
                ),
            ),
        )


def cii(paper: Paper, guideline: str = FACTUR_X) -> bytes:
    """The paper as CII.

    Args:
        guideline: `FACTUR_X` or `XRECHNUNG`.
    """
    return as_bytes(_Document(paper, guideline).root())
