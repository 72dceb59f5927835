#!/usr/bin/env bash
# segno 1.6.6 puts a text with a euro sign into ISO 8859-7, Greek, when it makes an EPC code.
# The code for a SEPA transfer names its character set in its third line by a number: 1 is UTF-8, 2
# Latin 1, 6 Greek. Left to choose, make_epc_qr takes the first of 2 to 8 that has all the characters.
# The euro sign is in none of the first four, and in the Greek one only since its edition of 2003: an
# app that knows the older one shows something else or refuses the code. UTF-8 comes only where no
# other set does. With encoding=1 it is chosen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check segno==1.6.6 zxing-cpp==3.1.1 pillow==13.0.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from io import BytesIO

import zxingcpp
from PIL import Image
from segno import helpers

PAYMENT = {"name": "Contoso BV", "iban": "NL91ABNA0417164300", "amount": "12.30"}


def written(text, **more):
    picture = BytesIO()
    helpers.make_epc_qr(text=text, **PAYMENT, **more).save(picture, kind="png", scale=8)
    return bytes(zxingcpp.read_barcode(Image.open(picture)).bytes).split(b"\n")


for text, more in (
    ("Invoice 1", {}), ("Rechnung für Größe", {}), ("Invoice 1, € 12.30", {}),
    ("Invoice 1, € 12.30", {"encoding": 1}),
):
    lines = written(text, **more)
    print("set", lines[2].decode(), lines[-1])
PYTHON
diff "$folder/seen" - <<'SEEN'
set 2 b'Invoice 1'
set 2 b'Rechnung f\xfcr Gr\xf6\xdfe'
set 6 b'Invoice 1, \xa4 12.30'
set 1 b'Invoice 1, \xe2\x82\xac 12.30'
SEEN
echo "As described: segno==1.6.6 zxing-cpp==3.1.1 pillow==13.0.0"
