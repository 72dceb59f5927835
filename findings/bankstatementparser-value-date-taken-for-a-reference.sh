#!/usr/bin/env bash
# bankstatementparser 0.0.29 takes a value date for the bank's reference, in BAI2.
# A transaction of funds type V has two fields more after the type: the value date and its time; type S
# has three amounts. The reader takes the fields as those of a transaction without a type. So two
# transfers of one value date have one and the same transaction_id, and one of type S has an amount for
# its reference; the bank's own references are lost, and so is the value date. Whoever recognises
# entries by their id takes the second transfer for the first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check bankstatementparser==0.0.29
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import tempfile

from bankstatementparser import Bai2Parser

FILE = """01,122099999,123456789,261130,0200,1,,,2/
02,031001234,122099999,1,261130,0200,USD,2/
03,0123456789,USD,010,0,,,015,70000,,/
16,195,30000,V,261202,,BANK-1,CUSTOMER-1,INVOICE 1
16,195,30000,V,261202,,BANK-2,CUSTOMER-2,INVOICE 2
16,195,10000,S,0,5000,5000,BANK-3,CUSTOMER-3,INVOICE 3
49,140000,5/
98,140000,1,7/
99,140000,1,9/
"""
with tempfile.NamedTemporaryFile("w", suffix=".bai") as file:
    file.write(FILE)
    file.flush()
    for read in Bai2Parser(file.name).parse().to_dict("records"):
        print(read["amount"], "id", read["transaction_id"], "reference", read["Reference"],
              "value date", read["ValDt"])
PYTHON
diff "$folder/seen" - <<'SEEN'
300 id 261202 reference 261202 value date 2026-11-30
300 id 261202 reference 261202 value date 2026-11-30
100 id 0 reference 5000 value date 2026-11-30
SEEN
echo "As described: bankstatementparser==0.0.29"
