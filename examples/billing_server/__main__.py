"""A billing system that pay by invoice can be connected to: a reference to read and to try with.

    python -m examples.billing_server --port 8099 --database billing.db

The secret that calls are signed with is `PAYBYINVOICE_PROVIDER_SECRET`, as on the other side.
Every call is `POST /<call>` with a signed JSON body: see `docs/billing_provider.yaml`. It needs
nothing but Python, and keeps all that it knows as one JSON document in an SQLite file.
"""

import argparse
import hmac
import json
import os
import secrets
import sqlite3
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Json = dict[str, Any]
ABILITIES = [
    "due_date", "partial_payment", "reversal", "credit_note", "write_off", "credit_limit", "quota",
]  # fmt: skip
READS = {"capabilities", "read_account", "open_charges", "verify", "charged_since"}
CHANGES = {
    "stop_collecting", "collect_by_invoice", "collect_as_before", "set_limit", "request_quota",
}  # fmt: skip
SIGNS = {"record_payment": -1, "reverse_payment": 1, "credit": -1, "write_off": -1}


class Refused(Exception):
    """A definite no, with its status, code and sentence: nothing was done."""


@contextmanager
def kept_in(database: Path) -> Iterator[Json]:
    """All that is kept, at first what accounts.json has, in one transaction: changes are written
    unless something is raised."""
    opened = sqlite3.connect(database, timeout=30, isolation_level=None)
    with closing(opened), opened as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY, state TEXT)")
        kept = connection.execute("SELECT state FROM kept").fetchone()
        first = Path(__file__).with_name("accounts.json")
        state = json.loads(kept[0] if kept else first.read_text("utf-8"))
        yield state
        connection.execute("REPLACE INTO kept VALUES (1, ?)", (json.dumps(state),))


def about_account(call: str, state: Json, asked: Json, done_as: str, again: bool) -> Json:
    """Whatever is asked, all that is known of the scopes: what is not asked for is ignored."""
    account = state["accounts"].get(asked["party"]["account_id"], {"scopes": {}})
    scopes = {each: account["scopes"].get(each) for each in asked["party"]["scope_ids"]}
    if not scopes or None in scopes.values():
        raise Refused(404, "account_unknown", "There is no such account, or it has no such scope.")
    if call == "set_limit" and not again:
        account["limit"] = asked["limit"]
    before = {each["scope_id"]: each for each in asked.get("before", ())}
    for name, scope in scopes.items() if not again else ():
        ways: Json = {
            "stop_collecting": {"collecting": "not", "days_until_due": None},
            "collect_by_invoice": {"collecting": "by_invoice", "days_until_due": asked.get("days")},
            "collect_as_before": before.get(name, {}),
        }
        wanted = scope | ways.get(call, {}) | {each: scope[each] for each in ("method", "version")}
        if wanted != scope:
            scope.update(wanted, version=secrets.token_hex(4))
    since = datetime.fromisoformat(asked.get("since", "1970-01-01T00:00:00Z"))
    charges = [each for each in state["charges"] if datetime.fromisoformat(each["at"]) >= since]
    unpaid = [each for each in state["invoices"].values() if Decimal(each["open"]["amount"]) > 0]
    return {
        **account,
        "account_id": asked["party"]["account_id"],
        "reference": done_as if call == "request_quota" else account["reference"],
        "collections": list(scopes.values()),
        "charges": [each for each in charges if each["scope_id"] in scopes],
        "open_items": [each for each in unpaid if each["scope_id"] in scopes],
    }


def about_invoice(call: str, state: Json, asked: Json, done_as: str, again: bool) -> Json:
    """Money on an invoice, of which what is open is kept; a write-off takes all of that."""
    invoice = state["invoices"].get(asked["invoice"]["number"])
    if invoice is None or invoice["scope_id"] != asked["invoice"]["scope_id"]:
        raise Refused(404, "invoice_unknown", "There is no such invoice of this scope.")
    if not again:
        money = invoice["open"] if call == "write_off" else asked["amount"]
        left = Decimal(invoice["open"]["amount"]) + SIGNS[call] * Decimal(money["amount"])
        if money["currency"] != invoice["open"]["currency"]:
            raise Refused(409, "wrong_currency", "The invoice is in another currency.")
        if not 0 <= left <= Decimal(invoice["amount"]):
            raise Refused(409, "too_much", "That is more than is open, or than was paid.")
        invoice["open"] = {**money, "amount": str(left)}
    return {"reference": done_as, "open": invoice["open"]}


def answer_to(call: str, headers: Any, body: bytes, database: Path) -> Json:
    """A change is made once under its key, which is kept in the same transaction; asked again,
    nothing is changed and what is so now is answered."""
    asked, key = json.loads(body), headers.get("idempotency-key", "")
    # The address is not signed, the body is: it says which call it is for.
    if asked["call"] != call or call not in READS | CHANGES | SIGNS.keys():
        raise Refused(400, "wrong_call", "The body is of another call.")
    if call == "capabilities":
        return {"abilities": ABILITIES}
    about = about_invoice if call in SIGNS else about_account
    with kept_in(database) as state:
        if call in READS:
            return about(call, state, asked, "", again=True)
        # Only the id is signed: a key that is not the same was put there by somebody else.
        if not key or key != headers["webhook-id"]:
            raise Refused(400, "key_missing", "A change needs its key, as webhook-id as well.")
        new = {"body": body.decode(), "as": f"{call}_{secrets.token_hex(8)}"}
        done = state["done"].setdefault(f"{call} {key}", new)
        if done["body"] != new["body"]:
            raise Refused(409, "key_used", "This key was used for something else.")
        return about(call, state, asked, done["as"], again=done is not new)


def is_signed(headers: Any, body: bytes, secret: str) -> bool:
    """Standard Webhooks 1.0: one of the signatures is of this id, this time and this body."""
    message, sent_at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent_at.isdecimal() or abs(time.time() - int(sent_at)) > 300:
        return False
    signed = f"{message}.{sent_at}.".encode() + body
    right = hmac.digest(b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    given = headers.get("webhook-signature", "").encode().split()
    return any(hmac.compare_digest(each, b"v1," + b64encode(right)) for each in given)


class Handler(BaseHTTPRequestHandler):
    protocol_version, wbufsize = "HTTP/1.1", -1  # an answer leaves in one piece
    secret: str
    database: Path

    def do_POST(self) -> None:
        status, content = 200, Json()
        try:
            body = self.rfile.read(min(max(int(self.headers["content-length"]), 0), 1_000_000))
            if not is_signed(self.headers, body, self.secret):
                raise Refused(401, "not_signed", "The signature is not right.")
            content = answer_to(self.path.removeprefix("/"), self.headers, body, self.database)
        except Refused as no:
            status, content["code"], content["detail"] = no.args
        except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
            status, content = 400, {"code": "not_understood", "detail": repr(wrong)}
        answer = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A billing system to connect to.")
    parser.add_argument("--port", type=int, default=8099)
    parser.add_argument("--database", type=Path, default=Path("billing.db"))
    given = parser.parse_args()
    if not (secret := os.environ.get("PAYBYINVOICE_PROVIDER_SECRET")):
        parser.error("PAYBYINVOICE_PROVIDER_SECRET is missing: whsec_ and 24 to 64 bytes in base64")
    given.database.parent.mkdir(parents=True, exist_ok=True)
    Handler.secret, Handler.database = secret, given.database
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Handler)
    print(f"Billing server on http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()
