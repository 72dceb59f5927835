#!/usr/bin/env bash
# mock-einvoice 0.4.0 calls an XRechnung valid that says nowhere how to reach its buyer electronically.
# XRechnung 3 has taken over rule R010 from Peppol: the buyer's electronic address (BT-49) is mandatory.
# The package knows that rule, and runs it on an invoice of Peppol, whose verdict is "invalid". For
# XRechnung the same invoice is "valid", without a finding, and the rule is not among those that it says
# it did not build. And an address by mail (scheme EM), which XRechnung takes, Peppol does not: one
# file does not go to both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mock-einvoice==0.4.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import mockeinvoice

XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
ADDRESS = '<cbc:EndpointID schemeID="EM">ap@contoso.example</cbc:EndpointID>'
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
assert ADDRESS in FILE
for name, guideline in (("XRechnung", XRECHNUNG), ("Peppol", PEPPOL)):
    for how, address in (("address by mail", ADDRESS), ("no address", "")):
        content = FILE.replace(XRECHNUNG, guideline).replace(ADDRESS, address)
        _, report = mockeinvoice.validate(content.encode())
        print(f"{name}, {how}:", report.verdict, *(each.code for each in report.failures))
PYTHON
diff "$folder/seen" - <<'SEEN'
XRechnung, address by mail: valid
XRechnung, no address: valid
Peppol, address by mail: invalid PEPPOL-EN16931-CL008
Peppol, no address: invalid PEPPOL-EN16931-R010
SEEN
echo "As described: mock-einvoice==0.4.0"
