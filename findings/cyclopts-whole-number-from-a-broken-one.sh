#!/usr/bin/env bash
# cyclopts 5.5.2: a command that asks for a whole number takes 12.34, as 12.
# A parameter of type int is read through a float where the text has a point, and rounded, half to even, so
# that 2.5 becomes 2 and 3.5 becomes 4; nothing says so. Who types an amount as on the invoice, where the
# command asks for cents, refunds 12 cents instead of 12.34. The way through the float makes another number
# of a large one, too. A comma or an exponent is refused, as one would expect of the point. A command has to
# look at the text itself, by a converter of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cyclopts==5.5.2
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from cyclopts import App, CoercionError

app = App(result_action="return_value")


@app.command
def refund(cents: int, /) -> int:
    return cents


for typed in ("1234", "12.34", "2.5", "3.5", "9007199254740993.0", "12,34", "1e3"):
    try:
        print(typed, "is", app(["refund", typed], exit_on_error=False, print_error=False))
    except CoercionError:
        print(typed, "is refused")
PYTHON
diff "$folder/seen" - <<'SEEN'
1234 is 1234
12.34 is 12
2.5 is 2
3.5 is 4
9007199254740993.0 is 9007199254740992
12,34 is refused
1e3 is refused
SEEN
echo "As described: cyclopts==5.5.2"
