#!/usr/bin/env bash
# protobuf 7.36.2: what a map's pop is to answer for a key that is not there is not answered.
# A map field looks like a dict, and `get` answers with the default that it is given. `pop` takes one, too,
# and answers with the empty value of the field's type whatever the default is: nothing tells a key that was
# not there from one that was empty. A payload of Temporal keeps its encoding in such a map.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check temporalio==1.35.0 protobuf==7.36.2
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
from google.protobuf.struct_pb2 import Struct
from temporalio.api.common.v1 import Payload

metadata = Payload(metadata={"encoding": b"json/plain"}).metadata
print("get:", metadata.get("missing", b"default"), metadata.get("missing"))
print("pop:", metadata.pop("missing", b"default"), metadata.pop("missing", None))
print("still:", dict(metadata))
print("of messages:", Struct().fields.pop("missing", None) is None)
PYTHON
diff "$folder/seen" - <<'SEEN'
get: b'default' None
pop: b'' b''
still: {'encoding': b'json/plain'}
of messages: False
SEEN
echo "As described: temporalio==1.35.0 protobuf==7.36.2"
