#!/usr/bin/env bash
# stripe 16.1.0: `max_network_retries` does not retry what came too fast, although Retry-After says when.
# The package asks again after 409 and 5xx. An answer 429, by which a service says that there are too many
# requests, is raised at once as RateLimitError, unless the answer has a header of Stripe's own,
# Stripe-Should-Retry. How long to wait is in the error's headers alone. Who counts on the option for rate
# limits has to retry by oneself.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check stripe==16.1.0
"$folder/venv/bin/python" - >"$folder/seen" <<'PYTHON'
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe


class Busy(BaseHTTPRequestHandler):
    status, calls = 0, 0

    def do_GET(self):
        Busy.calls += 1
        body = b'{"error":{"type":"invalid_request_error","message":"not now"}}'
        self.send_response(Busy.status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Busy)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = stripe.StripeClient(
    "sk_test_1", max_network_retries=2,
    base_addresses={"api": f"http://127.0.0.1:{server.server_port}"},
)
for status in (503, 409, 429):
    Busy.status, Busy.calls = status, 0
    try:
        client.v1.customers.retrieve("cus_1")
    except stripe.StripeError as error:
        print(status, type(error).__name__, "after", Busy.calls, "calls")
PYTHON
diff "$folder/seen" - <<'SEEN'
503 APIError after 3 calls
409 APIError after 3 calls
429 RateLimitError after 1 calls
SEEN
echo "As described: stripe==16.1.0"
