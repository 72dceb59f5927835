#!/usr/bin/env bash
# stripe 16.1.0: None, which one reads in a field that is empty, changes nothing where it is sent.
# A subscription that is not paused has `pause_collection` null, and that is what one gets to read. Given
# None to end a pause, the package leaves the field out of what it sends: the call succeeds and the
# subscription stays paused. The empty text is sent, and ends it. The same goes for every field that can
# be emptied, such as a default payment method.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check stripe==16.1.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe


class Seen(BaseHTTPRequestHandler):
    form = ""

    def do_POST(self):
        Seen.form = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        body = b'{"id":"sub_1","object":"subscription","pause_collection":{"behavior":"void"}}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Seen)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = stripe.StripeClient(
    "sk_test_1", base_addresses={"api": f"http://127.0.0.1:{server.server_port}"}
)
for given in (None, ""):
    client.v1.subscriptions.update("sub_1", {"pause_collection": given, "metadata": {"a": "b"}})
    print(repr(given), "is sent as", Seen.form)
PYTHON
diff "$folder/seen" - <<'SEEN'
None is sent as metadata[a]=b
'' is sent as pause_collection=&metadata[a]=b
SEEN
echo "As described: stripe==16.1.0"
