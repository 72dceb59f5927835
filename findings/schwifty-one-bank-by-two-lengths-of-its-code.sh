#!/usr/bin/env bash
# schwifty 2026.10.1: a BIC of eight letters and the same one with XXX are two banks.
# A BIC of eight letters means the head office, and XXX after it says the same. Here the two are unequal,
# one of them exists and the other does not, and which of the two an account number leads to depends on its
# country. So a code that was read from an account is not found by the one in a bank's file, and a check by
# `exists` refuses a good code. The names and numbers of the bank are the same for both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check schwifty==2026.10.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from schwifty import BIC, IBAN

for short in ("DEUTDEFF", "ABNANL2A", "NWBKGB2L"):
    one, other = BIC(short), BIC(short + "XXX")
    print(short, "equal:", one == other, "exist:", one.exists, other.exists, end=" ")
    print("same banks:", one.bank_names == other.bank_names)
for account in ("DE89370400440532013000", "NL91ABNA0417164300", "GB29NWBK60161331926819"):
    print(account, "leads to", IBAN(account).bic)
PYTHON
diff "$folder/seen" - <<'SEEN'
DEUTDEFF equal: False exist: False True same banks: True
ABNANL2A equal: False exist: True False same banks: True
NWBKGB2L equal: False exist: False True same banks: True
DE89370400440532013000 leads to COBADEFFXXX
NL91ABNA0417164300 leads to ABNANL2A
GB29NWBK60161331926819 leads to NWBKGB2LXXX
SEEN
echo "As described: schwifty==2026.10.1"
