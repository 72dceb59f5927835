#!/usr/bin/env bash
# mt-940 5.1.1 takes the first letters of a reference for the type of a transaction.
# Field 61 of MT940 has a type of a letter and three characters before the customer's reference. A
# bank that leaves the type out writes "D20,00NONREF". SWIFT's own word for "no reference" then comes
# apart: the type is said to be NONR, the reference EF, and nothing tells that anything was missing.
# Two payments without a reference look as if they shared the reference EF.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mt-940==5.1.1
cat >"$folder/read.py" <<'PYTHON'
import mt940

STATEMENT = """:20:STARTUMS
:25:37040044/0532013000
:28C:1/1
:60F:C261101EUR1000,00
:61:2611021102D20,00{}
:86:rent
:62F:C261102EUR980,00
"""
for written in ("NMSCNONREF", "NONREF"):
    (read,) = mt940.parse(STATEMENT.format(written))
    print(written, "->", read.data["id"], read.data["customer_reference"])
PYTHON
"$folder/venv/bin/python" "$folder/read.py" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
NMSCNONREF -> NMSC NONREF
NONREF -> NONR EF
SEEN
echo "As described: mt-940==5.1.1"
