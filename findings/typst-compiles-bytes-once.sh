#!/usr/bin/env bash
# typst 0.15.2: a compiler that was made with the source as bytes compiles it once.
# Compiler(source) holds what it was given; the first compile() makes the page. Asked again, for a
# second format of the same page, it looks for a file of that source and does not find it. A compiler
# that is made without a source and is handed the bytes at each call works any number of times.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2
cat >"$folder/make.py" <<'PYTHON'
import typst

SOURCE = b"One page."


def tried(what, make):
    try:
        print(f"{what}: {bytes(make()[:4])!r}")
    except Exception as error:
        said = "file not found" if "file not found" in str(error) else str(error)
        print(f"{what}: {type(error).__name__}, {said}")


held, handed = typst.Compiler(SOURCE), typst.Compiler()
for turn in ("first", "second"):
    tried(f"held, {turn}", lambda: held.compile(format="pdf"))
    tried(f"handed, {turn}", lambda: handed.compile(input=SOURCE, format="pdf"))
PYTHON
(cd "$folder" && venv/bin/python make.py >seen)
diff "$folder/seen" - <<'SEEN'
held, first: b'%PDF'
handed, first: b'%PDF'
held, second: TypstError, file not found
handed, second: b'%PDF'
SEEN
echo "As described: typst==0.15.2"
