#!/usr/bin/env bash
# bai2 0.15.0: in a file that it has read and written again, each reference stands one field further on.
# A transaction that says nothing of its availability, of funds type Z or 0 or none at all, has no fields for
# it. Read, its availability is None, and None is written as an empty field of its own. Whoever reads that file
# finds no bank's reference, the bank's reference as the customer's, and the customer's at the beginning of the
# text. Splitting a large file by accounts, or leaving entries out, is such a writing. Transactions that are
# made anew have an empty dict there and come out right, which is what one tests; so does type S. All totals
# and counts of records are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check bai2==0.15.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from bai2 import bai2

FILE = """01,BANK,US,261102,1000,1,80,,2/
02,US,BANK,1,261102,1000,USD,2/
03,123,USD/
16,195,12500,{funds},B-77,INV-42,CONTOSO/
49,12500,3/
98,12500,1,5/
99,12500,1,7/
"""

for funds in ("", "Z", "0", "S,12500,0,0"):
    file = FILE.format(funds=funds)
    print(file.splitlines()[3])
    for _ in range(2):
        read = bai2.parse_from_string(file)
        transfer = read.children[0].children[0].children[0]
        print("  bank", transfer.bank_reference, "customer", transfer.customer_reference, "text", transfer.text)
        file = bai2.write(read)
PYTHON
diff "$folder/seen" - <<'SEEN'
16,195,12500,,B-77,INV-42,CONTOSO/
  bank B-77 customer INV-42 text CONTOSO
  bank None customer B-77 text INV-42,CONTOSO
16,195,12500,Z,B-77,INV-42,CONTOSO/
  bank B-77 customer INV-42 text CONTOSO
  bank None customer B-77 text INV-42,CONTOSO
16,195,12500,0,B-77,INV-42,CONTOSO/
  bank B-77 customer INV-42 text CONTOSO
  bank None customer B-77 text INV-42,CONTOSO
16,195,12500,S,12500,0,0,B-77,INV-42,CONTOSO/
  bank B-77 customer INV-42 text CONTOSO
  bank B-77 customer INV-42 text CONTOSO
SEEN
echo "As described: bai2==0.15.0"
