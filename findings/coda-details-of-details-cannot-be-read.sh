#!/usr/bin/env bash
# febelfin-coda 0.5.0 cannot read a statement in which a detail has details itself.
# In a Belgian bank's file a movement of type 2 is a total, one of type 7 a detail of it that is itself the
# net of several amounts, and those are of type 9: what a batch of foreign payments and their charges come to.
# The library keeps the details of a movement in its `moves`, and tries to append those of type 9 to the
# movement itself, which raises an AttributeError; nothing of the file is read then. The same batch without
# the level below, with type 6 for each detail, is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check febelfin-coda==0.5.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from coda import CODA


def record(*places):
    line = [" "] * 128
    for at, text in places:
        line[at : at + len(text)] = text
    return "".join(line) + "\n"


def movement(detail, cents, kind):
    return record(
        (0, f"210001{detail:04}"), (10, f"BANK-{detail}"), (31, f"{int(cents < 0)}{abs(cents) * 10:015}"), (47, "021126"),
        (53, f"{kind}4150000"), (115, "0211260010 0"),
    )


def read(*details):
    records = [record((0, "12001"), (5, "BE68539007547034"), (39, "EUR"), (42, f"0{0:015}"), (58, "011126"))]
    records += [movement(*each) for each in details]
    records += [record((0, "8001"), (4, "BE68539007547034"), (38, "EUR"), (41, f"0{300000:015}"), (57, "021126"))]
    header = record((0, "00000021126"), (11, "725"), (127, "2"))
    trailer = record((0, "9"), (16, f"{len(records):06}"), (22, f"{0:015}{300000:015}"))
    [statement] = CODA([header, *records, trailer]).statements
    return f"{len(list(statement.all_moves))} movements, {statement.new_balance}"


total, first = (0, 30000, 2), (1, 10000, 6)
for name, rest in (
    ("details", [(2, 20000, 6)]),
    ("details of a detail", [(2, 20000, 7), (3, 20500, 9), (4, -500, 9)]),
):
    try:
        print(f"{name}: {read(total, first, *rest)}")
    except AttributeError as error:
        print(f"{name}: {error}")
PYTHON
diff "$folder/seen" - <<'SEEN'
details: 3 movements, 300
details of a detail: 'Move' object has no attribute 'append'
SEEN
echo "As described: febelfin-coda==0.5.0"
