#!/usr/bin/env bash
# qrbill 1.2.0 makes a Swiss QR bill that no bank has to take since 22 November 2025.
# An address given in two lines is written as a combined one, type K. The implementation guidelines took
# that type out in version 2.3; from that day on only structured addresses, type S, are valid (SIX). The
# library writes type K without a word, and the code looks like any other. Street, postal code and town
# given one by one make type S.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check qrbill==1.2.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from qrbill import QRBill

TWO_LINES = {"line1": "Bahnhofstrasse 1", "line2": "8000 Zürich"}
STRUCTURED = {"street": "Bahnhofstrasse", "house_num": "1", "pcode": "8000", "city": "Zürich"}
for address in (TWO_LINES, STRUCTURED):
    bill = QRBill(
        account="CH9300762011623852957", creditor={"name": "Muster AG", "country": "CH", **address},
        reference_number="RF18539007547034", amount="1949.75", currency="CHF",
    )
    print("type", bill.qr_data().split("\r\n")[4])
PYTHON
diff "$folder/seen" - <<'SEEN'
type K
type S
SEEN
echo "As described: qrbill==1.2.0"
