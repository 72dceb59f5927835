#!/usr/bin/env bash
# price-parser 0.5.1 reads a price of 0.125 as 125.
# What follows a point or a comma in groups of three digits is taken for thousands, although no number has a
# zero before its thousands. Prices by the unit, of an hour of a machine or a gigabyte, have three decimals all
# the time: 0.125 a gigabyte becomes 125, next to 0.12 and 0.1250, which are right. Where both signs are there,
# as in 1.000,125, so that only one reading is left, the decimals are thousands, too. And a minus is
# dropped: a credit of 5.00 is a price of 5.00. The decimal sign has to be given.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check price-parser==0.5.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from price_parser import Price

for text in ("€ 0.12", "€ 0.125", "€ 0.1250", "0,125 €/GB", "1.000,12 €", "1.000,125 €", "-5,00 €"):
    print(text, "is", Price.fromstring(text).amount)
print("0,125 with a decimal comma is", Price.fromstring("0,125", decimal_separator=",").amount)
PYTHON
diff "$folder/seen" - <<'SEEN'
€ 0.12 is 0.12
€ 0.125 is 125
€ 0.1250 is 0.1250
0,125 €/GB is 125
1.000,12 € is 1000.12
1.000,125 € is 1000125
-5,00 € is 5.00
0,125 with a decimal comma is 0.125
SEEN
echo "As described: price-parser==0.5.1"
