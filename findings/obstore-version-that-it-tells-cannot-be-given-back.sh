#!/usr/bin/env bash
# obstore 0.12.1: the version of an object, as it is told, cannot be given back to replace that version.
# `put` may replace an object only if it is still the one that was read: its mode is the e_tag and the
# version, under the names that `head`, `get` and `list` answer with. A store without versions answers None
# for the version, and None is refused with a TypeError before anything is asked. The key has to be left
# out, which works on a store that knows conditions. So the plain way, handing back what was told, fails on
# a folder, in memory and on a bucket without versions, and works on one with them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check obstore==0.12.1
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import obstore
from obstore.store import MemoryStore

store = MemoryStore()
obstore.put(store, "a.txt", b"one")
told = obstore.head(store, "a.txt")
print("told:", sorted(told), "version:", told["version"])
for name, mode in (
    ("as it was told", {"e_tag": told["e_tag"], "version": told["version"]}),
    ("without the version", {"e_tag": told["e_tag"]}),
):
    try:
        obstore.put(store, "a.txt", b"two", mode=mode)
        print(name, "is replaced:", bytes(obstore.get(store, "a.txt").bytes()))
    except TypeError as refused:
        print(name, "is refused:", type(refused).__name__, refused)
PYTHON
diff "$folder/seen" - <<'SEEN'
told: ['e_tag', 'last_modified', 'path', 'size', 'version'] version: None
as it was told is refused: TypeError 'None' is not an instance of 'str'
without the version is replaced: b'two'
SEEN
echo "As described: obstore==0.12.1"
