#!/usr/bin/env bash
# pyvat 1.3.18 asks for the day of the sale, and has one rate for every day.
# Rates change, and a credit note has the rate of its invoice's day. Germany had 16 % in the second half of 2020,
# Ireland 21 % that winter, Estonia 20 % up to 2023: the answers are 19, 23 and 22. The rates are those of
# January 2024, so that for today four countries are wrong as well: Finland has 25.5 % since September 2024,
# Slovakia 23 %, Estonia 24 % and Romania 21 % since January, July and August 2025. The answer looks as if the day
# had been taken into account, and no rate is said to be unknown.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyvat==1.3.18
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import date

from pyvat import ItemType, Party, get_sale_vat_charge

for country, year, month, valid in (
    ("DE", 2020, 9, "16"),
    ("IE", 2020, 12, "21"),
    ("EE", 2023, 9, "20"),
    ("EE", 2024, 9, "22"),
    ("EE", 2025, 9, "24"),
    ("FI", 2025, 9, "25.5"),
    ("RO", 2025, 9, "21"),
    ("SK", 2025, 9, "23"),
):
    day, buyer, seller = date(year, month, 1), Party(country, False), Party("US", True)
    charge = get_sale_vat_charge(day, ItemType.generic_electronic_service, buyer, seller)
    print(f"{country} {day:%Y-%m}: valid {valid} %, answered {charge.rate} %")
PYTHON
diff "$folder/seen" - <<'SEEN'
DE 2020-09: valid 16 %, answered 19 %
IE 2020-12: valid 21 %, answered 23 %
EE 2023-09: valid 20 %, answered 22 %
EE 2024-09: valid 22 %, answered 22 %
EE 2025-09: valid 24 %, answered 22 %
FI 2025-09: valid 25.5 %, answered 24 %
RO 2025-09: valid 21 %, answered 19 %
SK 2025-09: valid 23 %, answered 20 %
SEEN
echo "As described: pyvat==1.3.18"
