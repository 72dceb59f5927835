#!/usr/bin/env bash
# bankstatementparser 0.0.29 divides every amount of a BAI2 file by a hundred.
# BAI2 writes amounts in the currency's smallest unit, without a point; how many decimals that means
# follows from the currency. The reader has two for all: 30000 yen are read as 300, and 30.000 dinar of
# Kuwait as 300. The currency beside it is right, so nothing looks wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check bankstatementparser==0.0.29
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import tempfile

from bankstatementparser import Bai2Parser

FILE = """01,122099999,123456789,261130,0200,1,,,2/
02,031001234,122099999,1,261130,0200,{0},2/
03,0123456789,{0},010,0,,,015,30000,,/
16,195,30000,0,BANK-1,CUSTOMER-1,INVOICE 1
49,60000,3/
98,60000,1,5/
99,60000,1,7/
"""
for currency in ("USD", "JPY", "KWD"):
    with tempfile.NamedTemporaryFile("w", suffix=".bai") as file:
        file.write(FILE.format(currency))
        file.flush()
        [read] = Bai2Parser(file.name).parse().to_dict("records")
        print("30000 of the smallest unit:", read["amount"], read["currency"])
PYTHON
diff "$folder/seen" - <<'SEEN'
30000 of the smallest unit: 300 USD
30000 of the smallest unit: 300 JPY
30000 of the smallest unit: 300 KWD
SEEN
echo "As described: bankstatementparser==0.0.29"
