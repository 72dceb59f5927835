#!/usr/bin/env bash
# factur-x 7.8 writes a quantity that it is given as a number with six digits, and no more.
# generate_cii_xml takes numbers or texts for amounts, prices and quantities. Amounts and prices keep
# their decimals; quantities go through Python's format "g". So 123456.7 gigabytes are billed as 123457,
# in a file that its schema takes and whose line does not add up any more, and 1234567 become
# 1.23457e+06, which the schema refuses. Given as a text it is written as it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check factur-x==7.8
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import re

from facturx import generate_cii_xml


def written(quantity):
    invoice = {
        "BT-1": "F1", "BT-2": "20260201", "BT-3": "380", "BT-5": "EUR", "BT-9": "20260303",
        "BT-24": "urn:cen.eu:en16931:2017", "BT-72": "20260131",
        "BG-4": {"name": "Seller", "country_code": "NL", "vat_identifier": "NL123456782B12"},
        "BG-7": {"name": "Buyer", "country_code": "BE"},
        "BG-23": [{"BT-116": 12.35, "BT-117": 2.59, "BT-118": "S", "BT-119": 21.0}],
        "BG-25": [{
            "BT-126": "1", "BT-153": "Storage", "BT-129": quantity, "BT-130": "E34",
            "BT-146": 0.0001, "BT-131": 12.35, "BT-151": "S", "BT-152": 21.0,
        }],
        "BT-106": 12.35, "BT-109": 12.35, "BT-110": 2.59, "BT-112": 14.94, "BT-115": 14.94,
    }
    try:
        made = generate_cii_xml(invoice, level="en16931", check_schematron=None)
    except Exception as refused:
        return "refused: " + re.search(r"'\S+' is not a valid value", str(refused))[0]
    return re.search(rb"<ram:BilledQuantity[^>]*>([^<]*)<", made)[1].decode()


for quantity in (2.0, 123456.7, "123456.7", 1234567.0):
    print(repr(quantity), "is written as", written(quantity))
PYTHON
diff "$folder/seen" - <<'SEEN'
2.0 is written as 2
123456.7 is written as 123457
'123456.7' is written as 123456.7
1234567.0 is written as refused: '1.23457e+06' is not a valid value
SEEN
echo "As described: factur-x==7.8"
