#!/usr/bin/env bash
# currencyconverter 0.18.23: what 1000 euro came to on a Saturday is another amount after the weekend.
# The European Central Bank sets no rates on weekends, and what is used then is the last one, Friday's. With its
# two fallbacks the package answers so on the Saturday itself. From Monday on, the same call of the same day
# answers with a third of the way from Friday's rate to Monday's, which was set two days after, by nobody for that
# day. A credit note, or a document that is made again, differs from the invoice; on working days all is well.
# The method has to be said: fallback_on_missing_rate_method="last_known".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check currencyconverter==0.18.23
printf '%s\n' 'Date,USD,' '2026-11-06,1.1000,' >"$folder/on-saturday.csv"
printf '%s\n' 'Date,USD,' '2026-11-09,1.1300,' '2026-11-06,1.1000,' >"$folder/on-monday.csv"
"$folder/venv/bin/python" - "$folder" >"$folder/seen" <<'PYTHON'
import sys
from datetime import date

from currency_converter import CurrencyConverter

SATURDAY = date(2026, 11, 7)
for method in ("linear_interpolation", "last_known"):
    for asked in ("on-saturday", "on-monday"):
        converter = CurrencyConverter(
            f"{sys.argv[1]}/{asked}.csv",
            decimal=True,
            fallback_on_wrong_date=True,
            fallback_on_missing_rate=True,
            **({} if method == "linear_interpolation" else {"fallback_on_missing_rate_method": method}),
        )
        dollars = converter.convert(1000, "EUR", "USD", date=SATURDAY)
        print(f"{method}, asked {asked}: {dollars:.2f} USD")
PYTHON
diff "$folder/seen" - <<'SEEN'
linear_interpolation, asked on-saturday: 1100.00 USD
linear_interpolation, asked on-monday: 1110.00 USD
last_known, asked on-saturday: 1100.00 USD
last_known, asked on-monday: 1100.00 USD
SEEN
echo "As described: currencyconverter==0.18.23"
