#!/usr/bin/env bash
# python-stdnum 2.2 knows one kind of number where a country has several in use.
# A Hungarian company writes its adószám of eleven digits (tax number, kind of taxation, county); the
# module knows its first eight. The Swiss register's own spelling ends in "HR/MWST", English letters in
# "VAT"; the module takes the three national words only. South African VAT numbers begin with 4, and
# there is only the income tax module, which refuses that digit. All of these are real and in daily use.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from stdnum.ch import vat as swiss
from stdnum.hu import anum
from stdnum.za import tin
for module, text in (
    (anum, "12892312"),
    (anum, "12892312-2-42"),
    (swiss, "CHE-107.787.577 MWST"),
    (swiss, "CHE-107.787.577 HR/MWST"),
    (swiss, "CHE-107.787.577 VAT"),
    (tin, "4999999999"),
):
    try:
        print(text, "valid as", module.validate(text))
    except Exception as problem:
        print(text, type(problem).__name__)
PYTHON
diff "$folder/seen" - <<'SEEN'
12892312 valid as 12892312
12892312-2-42 InvalidLength
CHE-107.787.577 MWST valid as CHE107787577MWST
CHE-107.787.577 HR/MWST InvalidLength
CHE-107.787.577 VAT InvalidComponent
4999999999 InvalidComponent
SEEN
echo "As described: python-stdnum==2.2"
