#!/usr/bin/env bash
# pycountry 26.2.16: searching a country by its own name gives another one first.
# `search_fuzzy` is for names as people write them, best first. For Niger, which is the whole name of a
# country, the first is Nigeria, since that name contains it; for Korea it is the northern one. Whoever
# takes the first answer for an address has another country, without an error and without a figure that says
# how sure it is. `lookup` of Niger is right, and says that it does not know the others.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pycountry==26.2.16
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import pycountry

for asked in ("Niger", "Korea", "Congo", "Georgia", "UK", "Guinea"):
    found = [each.alpha_2 for each in pycountry.countries.search_fuzzy(asked)][:3]
    try:
        exact = pycountry.countries.lookup(asked).alpha_2
    except LookupError:
        exact = None
    print(asked, "searched:", *found, "looked up:", exact)
PYTHON
diff "$folder/seen" - <<'SEEN'
Niger searched: NG NE looked up: NE
Korea searched: KP KR looked up: None
Congo searched: CG CD looked up: CG
Georgia searched: GE US GS looked up: GE
UK searched: GB UG UA looked up: None
Guinea searched: GN GW PG looked up: GN
SEEN
echo "As described: pycountry==26.2.16"
