#!/usr/bin/env bash
# mt-940 5.1.1: what a bank took back counts as money that came in.
# Field 61 of MT940 marks a reversed credit as RC: the bank takes 20.00 off that it had booked by mistake.
# The amount of a debit is negative; that of this one is plus 20.00, like the one it undoes, and only the mark
# beside it tells them apart. Added up, the movements are off by twice the amount, and a payment that bounced
# is there twice. An option gives the sign, and is off by default. The plain call is to be distrusted with a
# file of two accounts, too, as banks send them: it makes one list of both, of the account that came last.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check mt-940==5.1.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import mt940

FIRST = """:20:FIRST
:25:NL02ABNA0123456789
:28C:1/1
:60F:C261129EUR100,00
:61:2611301130C20,00NTRFINV-1//BANK-1
:61:2611301130RC20,00NTRFINV-1//BANK-2
:62F:C261130EUR100,00
-
"""
SECOND = FIRST.replace("NL02ABNA0123456789", "NL91ABNA0417164300").replace("EUR100,00", "EUR700,00")
for name, options in (("by default", None), ("reversal_sign", mt940.Options(reversal_sign=True))):
    read = mt940.parse(FIRST, options=options)
    print(f"{name}:", *(f"{each.data['status']} {each.data['amount'].amount}" for each in read))
both = mt940.parse(FIRST + SECOND)
print("two accounts:", len(both), "of", both.data["account_identification"], both.data["final_opening_balance"].amount)
PYTHON
diff "$folder/seen" - <<'SEEN'
by default: C 20.00 RC 20.00
reversal_sign: C 20.00 RC -20.00
two accounts: 4 of NL91ABNA0417164300 700.00 EUR
SEEN
echo "As described: mt-940==5.1.1"
