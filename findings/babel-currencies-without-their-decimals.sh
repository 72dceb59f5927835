#!/usr/bin/env bash
# Babel 2.18.0 writes dinars and pounds without the decimals that they have.
# By ISO 4217 the Serbian dinar has two decimals, the Iraqi dinar three, the Lebanese pound two. Babel
# takes the number of decimals from CLDR, which has what is usual in cash: none. An invoice of
# 1,234.56 RSD is printed as RSD 1,235, and nothing says that it was rounded. Whoever prints money that
# is owed has to give the decimals themselves (`currency_digits=False` and a format of one's own).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from decimal import Decimal
from babel.numbers import format_currency, get_currency_precision
for code, iso in (("RSD", 2), ("IQD", 3), ("LBP", 2), ("EUR", 2), ("KWD", 3)):
    usual = format_currency(Decimal("1234.56"), code, locale="en", format="#,##0.00 ¤¤")
    print(code, "ISO", iso, "Babel", get_currency_precision(code), usual.replace("\xa0", " "))
PYTHON
diff "$folder/seen" - <<'SEEN'
RSD ISO 2 Babel 0 1,235 RSD
IQD ISO 3 Babel 0 1,235 IQD
LBP ISO 2 Babel 0 1,235 LBP
EUR ISO 2 Babel 2 1,234.56 EUR
KWD ISO 3 Babel 3 1,234.560 KWD
SEEN
echo "As described: babel==2.18.0"
