#!/usr/bin/env bash
# holidays 0.109: the common calendar of two countries has lost the weekend of both.
# Two calendars added with + have the holidays of both: the days on which neither bank books. Weekends are not
# added. Where Israel is one of the two, with Friday and Saturday, the sum has Saturday and Sunday, whichever
# comes first: it counts Friday as worked in Tel Aviv. And the Saturdays that Hungary makes up for a bridging
# day with are not worked any more, not even where Hungary is added to itself. The names of the holidays are
# complete, and nothing tells that the rest is gone. Each calendar has to be asked by itself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check holidays==0.109
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import date

from holidays import country_holidays

israel, hungary, netherlands = (country_holidays(code, years=2026) for code in ("IL", "HU", "NL"))
FRIDAY, SUNDAY, WORKED_SATURDAY = date(2026, 11, 6), date(2026, 11, 8), date(2026, 1, 10)

for name, calendar in (
    ("Israel", israel),
    ("Israel and the Netherlands", israel + netherlands),
    ("the Netherlands and Israel", netherlands + israel),
):
    friday, sunday = calendar.is_working_day(FRIDAY), calendar.is_working_day(SUNDAY)
    print(f"{name}: Friday worked {friday}, Sunday worked {sunday}, holidays {len(calendar)}")
for name, calendar in (("Hungary", hungary), ("Hungary twice", hungary + country_holidays("HU", years=2026))):
    print(f"{name}: Saturday {WORKED_SATURDAY} worked {calendar.is_working_day(WORKED_SATURDAY)}")
PYTHON
diff "$folder/seen" - <<'SEEN'
Israel: Friday worked False, Sunday worked True, holidays 9
Israel and the Netherlands: Friday worked True, Sunday worked False, holidays 19
the Netherlands and Israel: Friday worked True, Sunday worked False, holidays 19
Hungary: Saturday 2026-01-10 worked True
Hungary twice: Saturday 2026-01-10 worked False
SEEN
echo "As described: holidays==0.109"
