#!/usr/bin/env bash
# workalendar 17.0.0: Denmark still has the Great Prayer Day, and Ireland no Saint Brigid's Day.
# Denmark abolished Store Bededag from 2024 on, and Ireland has had a holiday in February since 2023.
# The package has neither, in no year: a payment that is due in Denmark on 1 May 2026 falls on a free day
# that is none, and one in Ireland on 2 February on a working day when banks are closed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check workalendar==17.0.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from datetime import date

from workalendar.europe import Denmark, Ireland

for year in (2023, 2024, 2026):
    names = [name for _, name in Denmark().holidays(year)]
    print("Denmark", year, "Store Bededag" in names)
for day in (date(2024, 2, 5), date(2026, 2, 2)):
    print("Ireland", day, "is a working day:", Ireland().is_working_day(day))
PYTHON
diff "$folder/seen" - <<'SEEN'
Denmark 2023 True
Denmark 2024 True
Denmark 2026 True
Ireland 2024-02-05 is a working day: True
Ireland 2026-02-02 is a working day: True
SEEN
echo "As described: workalendar==17.0.0"
