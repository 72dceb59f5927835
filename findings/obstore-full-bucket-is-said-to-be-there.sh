#!/usr/bin/env bash
# obstore 0.12.1 says that an object exists where an S3 server refused to write it.
# A put with mode="create" asks that nothing is overwritten. Every answer 409 to it is raised as
# AlreadyExistsError, "Object at location … already exists", whatever the server says. MinIO answers
# 409 for a bucket over its quota, too: nothing was written, nothing is there, and the name of the
# error says the contrary. Only the server's own words, at the end of the text, tell them apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check obstore==0.12.1
cat >"$folder/put.py" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from obstore import put
from obstore.store import S3Store

FULL = b"<Error><Code>XMinioAdminBucketQuotaExceeded</Code><Message>quota</Message></Error>"


class Full(BaseHTTPRequestHandler):
    """A bucket over its quota, as MinIO answers for one."""

    def do_PUT(self):
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.send_response(409)
        self.send_header("content-length", str(len(FULL)))
        self.end_headers()
        self.wfile.write(FULL)

    def log_message(self, *said):
        pass


server = HTTPServer(("127.0.0.1", 0), Full)
threading.Thread(target=server.serve_forever, daemon=True).start()
store = S3Store(
    "bucket",
    endpoint=f"http://127.0.0.1:{server.server_port}",
    region="eu-central-1",
    access_key_id="a",
    secret_access_key="b",
    client_options={"allow_http": True},
)
try:
    put(store, "letters/1.pdf", b"content", mode="create")
except Exception as error:
    said = str(error)
    print(type(error).__name__)
    print("already exists" in said, "QuotaExceeded" in said)
PYTHON
"$folder/venv/bin/python" "$folder/put.py" >"$folder/seen"
diff "$folder/seen" - <<'SEEN'
AlreadyExistsError
True True
SEEN
echo "As described: obstore==0.12.1"
