"""A gateway that e-invoices can be sent to: a reference to read and to try with.

    python -m examples.access_point --port 8098 --folder var/access-point

The secret that requests are signed with is `PAYBYINVOICE_EINVOICES_SECRET`, as on the other side.
A real gateway passes each document on to an access point; this one puts it into a folder, and the
answer beside it, under its key. It needs nothing but Python.
"""

import argparse
import hashlib
import hmac
import json
import os
import re
import sys
import time
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

FIVE_MINUTES = 300
MOST_BYTES = 30_000_000
KEY = re.compile(r"[A-Za-z0-9_-]{1,100}")


class Refused(Exception):
    """A definite no: `code` for programs, `said` for people."""

    def __init__(self, status: int, code: str, said: str) -> None:
        super().__init__(said)
        self.status, self.code, self.said = status, code, said


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
    folder: Path
    one_at_a_time = Lock()

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            return self.answer(413, {"code": "too_large", "detail": "This body is too large."})
        body = self.rfile.read(int(length))
        if not is_signed(self.headers, body, self.secret):
            return self.answer(401, {"detail": "The signature is not right."})
        try:
            return self.answer(200, self.taken(json.loads(body)))
        except Refused as no:
            return self.answer(no.status, {"code": no.code, "detail": no.said})
        except (KeyError, TypeError, ValueError) as wrong:
            said = f"This cannot be read: {wrong!r}"
            return self.answer(400, {"code": "not_understood", "detail": said})

    def taken(self, asked: dict[str, Any]) -> dict[str, Any]:
        """The answer: taken once under its key, and answered alike whenever it comes again. What
        was refused is not kept: it may come again, put right."""
        key = self.headers.get("idempotency-key", "")
        # Only the id is signed: a key that is not the same was put there by somebody else.
        if not KEY.fullmatch(key) or key != self.headers["webhook-id"]:
            raise Refused(400, "key_missing", "A document comes with its key, as webhook-id too.")
        kept = self.folder / f"{key}.json"
        with self.one_at_a_time:
            if kept.exists():
                answer: dict[str, Any] = json.loads(kept.read_text("utf-8"))
                return answer
            file = asked["file"]
            content = b64decode(file["content"], validate=True)
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                raise Refused(422, "file_damaged", "The file is not the one that was sent.")
            if asked["receiver"]["electronic_address"] is None:
                raise Refused(422, "receiver_unknown", "Nobody is reached without an address.")
            # Here a real one passes the document on, under the same key.
            answer = {"id": f"document_{key[:16]}", "number": asked["number"]}
            (self.folder / f"{key}{Path(file['name']).suffix}").write_bytes(content)
            unfinished = kept.with_suffix(".unfinished")
            unfinished.write_text(json.dumps(answer), "utf-8")
            unfinished.replace(kept)
            return answer

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
    parser.add_argument("--port", type=int, default=8098)
    parser.add_argument("--folder", type=Path, default=Path("access-point"))
    given = parser.parse_args()
    if not (secret := os.environ.get("PAYBYINVOICE_EINVOICES_SECRET")):
        parser.error(
            "PAYBYINVOICE_EINVOICES_SECRET is missing: whsec_ and 24 to 64 bytes in base64"
        )
    given.folder.mkdir(parents=True, exist_ok=True)
    Handler.secret, Handler.folder = secret, given.folder
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    sys.stdout.write(f"Gateway on http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
