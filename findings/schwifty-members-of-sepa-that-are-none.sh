#!/usr/bin/env bash
# schwifty 2026.10.1: `in_sepa_zone` says no for accounts of five countries that take part in SEPA.
# Albania and Montenegro belong to its geographical scope since November 2024, North Macedonia and
# Moldova since March 2025, Serbia since May 2025 (European Payments Council, EPC409-09), so a transfer
# in euro to an account there is a SEPA transfer. The library's table has none of them, though the
# library is of October 2026.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check schwifty==2026.10.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from schwifty import IBAN

for account in (
    "AL47212110090000000235698741", "ME25505000012345678951", "MK07250120000058984",
    "MD24AG000225100013104168", "RS35260005601001611379", "NL91ABNA0417164300", "CH9300762011623852957",
):
    print(account[:2], IBAN(account).in_sepa_zone)
PYTHON
diff "$folder/seen" - <<'SEEN'
AL False
ME False
MK False
MD False
RS False
NL True
CH True
SEEN
echo "As described: schwifty==2026.10.1"
