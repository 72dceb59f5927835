#!/usr/bin/env bash
# drafthorse 2025.2.0: an amount that was read from an e-invoice cannot be printed.
# The library builds and reads invoices in CII. Asked for the text of an amount of a parsed document,
# by str(), an f-string or print, it raises a TypeError, since it hands out the Decimal itself as its
# text. The value is there: the element made of it again says what the file said.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check drafthorse==2025.2.0
cat >"$folder/read.py" <<'PYTHON'
from drafthorse.models.document import Document

AMOUNT = b"""<rsm:CrossIndustryInvoice
  xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100">
<rsm:SupplyChainTradeTransaction><ram:ApplicableHeaderTradeSettlement>
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>123.40</ram:LineTotalAmount>
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>"""
read = Document.parse(AMOUNT, strict=False)
total = read.trade.settlement.monetary_summation.line_total
try:
    print(f"the total is {total}")
except TypeError as error:
    print(f"TypeError: {error}")
print("its element:", total.to_etree().text)
PYTHON
"$folder/venv/bin/python" "$folder/read.py" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
TypeError: __str__ returned non-string (type decimal.Decimal)
its element: 123.40
SEEN
echo "As described: drafthorse==2025.2.0"
