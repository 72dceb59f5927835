#!/usr/bin/env bash
# PyYAML 6.0.3: CSafeLoader marks an error in a line that the text does not have.
# Both safe loaders read the same texts and can be taken for each other. Where a text ends without a
# line break, as many a file typed by hand does, and something in it is not closed, SafeLoader marks
# the place where the text ends: line 2, column 9. CSafeLoader marks line 3, column 1, of a text of
# two lines. With a line break at the end both say line 3, column 1. Whoever tells people in which line
# of their file the problem is has to add the line break first, or hold the mark against the text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pyyaml==6.0.3
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import yaml
for end in ("", "\n"):
    text = "company: {name: Contoso}\nscope: [" + end
    for loader in (yaml.SafeLoader, yaml.CSafeLoader):
        try:
            yaml.load(text, loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            print(f"{end!r} {loader.__name__}: line {mark.line + 1}, column {mark.column + 1}")
PYTHON
diff "$folder/seen" - <<'SEEN'
'' SafeLoader: line 2, column 9
'' CSafeLoader: line 3, column 1
'\n' SafeLoader: line 3, column 1
'\n' CSafeLoader: line 3, column 1
SEEN
echo "As described: pyyaml==6.0.3"
