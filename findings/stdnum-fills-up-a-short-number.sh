#!/usr/bin/env bash
# python-stdnum 2.2 takes a number of two digits for a valid Dutch BSN of nine.
# Before it checks, the module fills the text up with zeros in front, so "12" is validated as 000000012.
# A Dutch foundation's RSIN has the same form: a slip that loses most digits may pass as a good number.
# The length has to be checked besides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-stdnum==2.2
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from stdnum.nl import bsn
for text in ("12", "34", "111222333", "1112223334"):
    try:
        print(text, "valid as", bsn.validate(text))
    except Exception as problem:
        print(text, type(problem).__name__)
PYTHON
diff "$folder/seen" - <<'SEEN'
12 valid as 000000012
34 InvalidChecksum
111222333 valid as 111222333
1112223334 InvalidLength
SEEN
echo "As described: python-stdnum==2.2"
