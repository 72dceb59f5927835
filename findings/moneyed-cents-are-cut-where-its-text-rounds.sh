#!/usr/bin/env bash
# py-moneyed 3.0: the cents of an amount and its text are two different amounts.
# Money keeps every decimal. Its text rounds to the currency's decimals, half to even, and
# get_amount_in_sub_unit cuts off: 10.999 euro are "€11.00" on paper and 1099 cents to a payment
# service. A tax of so many per cent, or a third of an amount, gives such amounts all the time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check py-moneyed==3.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from moneyed import Money
from moneyed.l10n import format_money

for money in (Money("10.999", "EUR"), Money("-0.999", "EUR"), Money("100", "EUR") / 3 * 2):
    print(money.amount, "reads", format_money(money, locale="en"), "and is",
          money.get_amount_in_sub_unit(), "cents")
PYTHON
diff "$folder/seen" - <<'SEEN'
10.999 reads €11.00 and is 1099 cents
-0.999 reads -€1.00 and is -99 cents
66.66666666666666666666666666 reads €66.67 and is 6666 cents
SEEN
echo "As described: py-moneyed==3.0"
