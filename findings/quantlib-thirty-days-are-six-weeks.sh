#!/usr/bin/env bash
# QuantLib 1.44: two terms that are equal lead to two due dates, and thirty days to one in six weeks.
# A calendar advances a date by a period, and moves it off a day on which banks are closed. Weeks, months and
# years are those of the calendar. Days are working days. So a net term of 30 days ends twelve days late, and one
# of four weeks and one of 28 days, which are == as periods, end on different dates. The plain sum of a date and
# a period has calendar days, and wants `adjust` after it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check quantlib==1.44
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import QuantLib as ql

banks, issued = ql.TARGET(), ql.Date(2, 11, 2026)
print("28 days are 4 weeks:", ql.Period("28D") == ql.Period("4W"))
for term in ("4W", "28D", "30D", "1M"):
    due, summed = banks.advance(issued, ql.Period(term)), banks.adjust(issued + ql.Period(term))
    print(f"{term}: advanced {due.ISO()}, added and adjusted {summed.ISO()}")
PYTHON
diff "$folder/seen" - <<'SEEN'
28 days are 4 weeks: True
4W: advanced 2026-11-30, added and adjusted 2026-11-30
28D: advanced 2026-12-10, added and adjusted 2026-11-30
30D: advanced 2026-12-14, added and adjusted 2026-12-02
1M: advanced 2026-12-02, added and adjusted 2026-12-02
SEEN
echo "As described: quantlib==1.44"
