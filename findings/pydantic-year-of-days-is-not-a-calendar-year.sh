#!/usr/bin/env bash
# pydantic 2.14.4 writes 366 days as one year and one day, which isodate 0.7.2 reads as 367.
# A duration of ISO 8601 may be in years, months or days, and how many days a year has depends on the year.
# pydantic writes a timedelta of more than 364 days with years of 365, and reads P1Y as 365 days and P1M as
# 30. What reads durations by the calendar takes the years for calendar years: a term of 366 days from
# 1 March 2027, across a leap day, ends a day late, and a month that was meant from the end of January lasts
# until 2 March. Below a year nothing shows, since only days are written. In days, or as an end date, a term
# means the same to both sides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pydantic==2.14.4 isodate==0.7.2
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import date, timedelta

from isodate import parse_duration
from pydantic import TypeAdapter

term, begins = TypeAdapter(timedelta), date(2027, 3, 1)
for days in (364, 366, 730):
    written = term.dump_json(timedelta(days=days)).decode().strip('"')
    print(f"{days} days: {written} ends {begins + timedelta(days=days)},", "read", begins + parse_duration(written))
begins, month = date(2027, 1, 31), "P1M"
print(f"{month}: pydantic", begins + term.validate_python(month), "isodate", begins + parse_duration(month))
PYTHON
diff "$folder/seen" - <<'SEEN'
364 days: P364D ends 2028-02-28, read 2028-02-28
366 days: P1Y1D ends 2028-03-01, read 2028-03-02
730 days: P2Y ends 2029-02-28, read 2029-03-01
P1M: pydantic 2027-03-02 isodate 2027-02-28
SEEN
echo "As described: pydantic==2.14.4 isodate==0.7.2"
