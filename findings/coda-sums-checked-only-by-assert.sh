#!/usr/bin/env bash
# febelfin-coda 0.5.0 reads a statement whose sums are wrong, if Python runs with -O.
# The parser holds a Belgian bank's statement against its own trailer (balances, totals, number of
# records) by `assert`. Run as usual, a statement of which a balance is one cent off is refused by an
# AssertionError without a word of what differs; with -O, or PYTHONOPTIMIZE set as slim images do,
# assertions are not there, and the same file is read as if nothing were wrong. Who takes the
# library for a check of the file has to add up once more.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check febelfin-coda==0.5.0
cat >"$folder/read.py" <<'PYTHON'
from coda import CODA


def record(*places):
    line = [" "] * 128
    for at, text in places:
        line[at : at + len(text)] = text
    return "".join(line) + "\n"


def statement(opening):
    return [
        record((0, "00000021126"), (11, "725"), (127, "2")),
        record((0, "12001"), (5, "BE68539007547034"), (39, "EUR"), (42, f"0{opening:015}"), (58, "011126")),
        record((0, "8001"), (4, "BE68539007547034"), (38, "EUR"), (41, f"0{500000:015}"), (57, "021126")),
        record((0, "9"), (16, "000002"), (22, "0" * 30)),
    ]


for opening in (500000, 500010):
    try:
        (read,) = CODA(statement(opening)).statements
        print(f"{read.old_balance} to {read.new_balance} without an entry: read")
    except AssertionError as wrong:
        print(f"{opening / 1000:.2f} to 500.00 without an entry: refused, saying {str(wrong)!r}")
PYTHON
{
    "$folder/venv/bin/python" "$folder/read.py"
    echo "with -O:"
    "$folder/venv/bin/python" -O "$folder/read.py"
} >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
500 to 500 without an entry: read
500.01 to 500.00 without an entry: refused, saying ''
with -O:
500 to 500 without an entry: read
500.01 to 500 without an entry: read
SEEN
echo "As described: febelfin-coda==0.5.0"
