"""A billing system that pay by invoice can be connected to: a reference to read and to try with.

    python -m examples.billing_server --port 8099 --database billing.db

The secret that calls are signed with is `PAYBYINVOICE_PROVIDER_SECRET`, as on the other side.
Every call is `POST /<call>` with a signed JSON body: see `docs/billing_provider.yaml`. It needs
nothing but Python.
"""

import argparse
import hmac
import json
import os
import secrets
import sys
import time
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

from .calls import CALLS, CHANGES, Refused
from .store import opened

HERE = Path(__file__).parent
FIVE_MINUTES = 300
MOST_BYTES = 1_000_000


def is_signed(headers: Any, body: bytes, secret: str) -> bool:
    """Standard Webhooks 1.0: one of the signatures is of this id, this time and this body."""
    message, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > FIVE_MINUTES:
        return False
    key = b64decode(secret.removeprefix("whsec_"))
    right = hmac.digest(key, f"{message}.{sent_at}.".encode() + body, "sha256")
    for signature in headers.get("webhook-signature", "").split():
        version, _, given = signature.partition(",")
        try:
            if version == "v1" and hmac.compare_digest(b64decode(given), right):
                return True
        except ValueError:
            continue
    return False


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece
    secret: str
    database: Any
    one_at_a_time = Lock()

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            return self.answer(413, {"code": "too_large", "detail": "This body is too large."})
        body = self.rfile.read(int(length))
        if not is_signed(self.headers, body, self.secret):
            return self.answer(401, {"code": "not_signed", "detail": "The signature is not right."})
        try:
            asked = json.loads(body)
            call = CALLS[self.path.removeprefix("/")]
            # The address is not signed, the body is: it says which call it is for.
            if asked["call"] != call.__name__:
                raise Refused(400, "wrong_call", "The body is of another call.")
            answer = self.done(call, asked, body.decode())
        except Refused as no:
            return self.answer(no.status, {"code": no.code, "detail": no.said})
        except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
            said = f"This cannot be read: {wrong!r}"
            return self.answer(400, {"code": "not_understood", "detail": said})
        return self.answer(200, answer)

    def done(self, call: Any, asked: dict[str, Any], body: str) -> dict[str, Any]:
        """The answer. A change is made once under its key, in one transaction with the key; asked
        again, nothing is changed and what is so now is answered."""
        with self.one_at_a_time:
            self.database.execute("BEGIN IMMEDIATE")
            try:
                reference = ""
                if call.__name__ in CHANGES:
                    reference, again = self.kept_key(call.__name__, body)
                    asked["again"] = again
                answer: dict[str, Any] = call(self.database, asked, reference)
            except BaseException:
                self.database.execute("ROLLBACK")
                raise
            self.database.execute("COMMIT")
            return answer

    def kept_key(self, call: str, body: str) -> tuple[str, bool]:
        """The reference of what is done under the key, and whether it was done before."""
        key = self.headers.get("idempotency-key", "")
        # Only the id is signed: a key that is not the same was put there by somebody else.
        if not key or key != self.headers["webhook-id"]:
            raise Refused(400, "key_missing", "A change needs its key, as webhook-id as well.")
        find = "SELECT asked, reference FROM done WHERE call = ? AND key = ?"
        if before := self.database.execute(find, (call, key)).fetchone():
            if before["asked"] != body:
                raise Refused(409, "key_used", "This key was used for something else.")
            return before["reference"], True
        reference = f"{call}_{secrets.token_hex(8)}"
        self.database.execute("INSERT INTO done VALUES (?, ?, ?, ?)", (call, key, body, reference))
        return reference, False

    def answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        kind = "application/json" if status < 400 else "application/problem+json"
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        sys.stderr.write(f"{self.log_date_time_string()} {format % args}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--database", type=Path, default=Path("billing.db"))
    parser.add_argument("--accounts", type=Path, default=HERE / "accounts.json")
    given = parser.parse_args()
    if not (secret := os.environ.get("PAYBYINVOICE_PROVIDER_SECRET")):
        parser.error("PAYBYINVOICE_PROVIDER_SECRET is missing: whsec_ and 24 to 64 bytes in base64")
    Handler.secret = secret
    Handler.database = opened(given.database, given.accounts)
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    sys.stdout.write(f"Billing server on http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
