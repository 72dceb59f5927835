#!/usr/bin/env bash
# Babel 2.18.0 says that two weeks are left where there are eleven days.
# `format_timedelta` chooses the largest unit that is nearly reached and rounds to whole ones of it, up as well
# as down: six days are a week, eleven days two weeks, 45 days two months. A higher threshold chooses a smaller
# unit here and there, and has no say in the rounding: 36 hours are two days. Said of a deadline it promises
# more time than there is. With granularity="day" and an infinite threshold a number of days is written as it
# is; what is left of a day has to be cut off before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check babel==2.18.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import timedelta
from math import inf

from babel.dates import format_timedelta

for hours in (36, 6 * 24, 11 * 24, 30 * 24, 45 * 24):
    left = timedelta(hours=hours)
    usual, higher = (format_timedelta(left, locale="en", threshold=each) for each in (0.85, 1.5))
    days = format_timedelta(left, locale="en", granularity="day", threshold=inf)
    print(f"{hours} hours: {usual}; above 1.5 units {higher}; in days {days}")
PYTHON
diff "$folder/seen" - <<'SEEN'
36 hours: 2 days; above 1.5 units 2 days; in days 2 days
144 hours: 1 week; above 1.5 units 6 days; in days 6 days
264 hours: 2 weeks; above 1.5 units 2 weeks; in days 11 days
720 hours: 1 month; above 1.5 units 4 weeks; in days 30 days
1080 hours: 2 months; above 1.5 units 2 months; in days 45 days
SEEN
echo "As described: babel==2.18.0"
