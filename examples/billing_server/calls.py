"""The calls that the reference billing server answers: each gets the body, and for a change the
reference that is new with its key."""

import json
from collections.abc import Iterable
from decimal import Decimal
from sqlite3 import Connection, Row
from typing import Any

ABILITIES = (
    "due_date", "partial_payment", "reversal", "credit_note", "write_off", "credit_limit", "quota",
)  # fmt: skip
SIGNS = {"payment": -1, "reversal": 1, "credit": -1, "write_off": -1}
Json = dict[str, Any]
Wanted = dict[str, tuple[str, int | None]]


class Refused(Exception):
    """A definite no: nothing was done."""

    def __init__(self, status: int, code: str, said: str) -> None:
        self.status, self.code, self.said = status, code, said


def capabilities(database: Connection, asked: Json, reference: str) -> Json:
    return {"abilities": list(ABILITIES)}


def read_account(database: Connection, asked: Json, reference: str) -> Json:
    scopes = _scopes(database, asked["party"])
    account_id = asked["party"]["account_id"]
    account = database.execute("SELECT * FROM accounts WHERE id = ?", (account_id,)).fetchone()
    return {
        "account_id": account_id,
        "reference": account["reference"],
        "tax_ids": json.loads(account["tax_ids"]),
        "monthly_spend": json.loads(account["spend"]),
        "collections": [_collection(each) for each in scopes],
        "open_items": _open_items(database, scopes),
    }


def open_charges(database: Connection, asked: Json, reference: str) -> Json:
    return {"open_items": _open_items(database, _scopes(database, asked["party"]))}


def verify(database: Connection, asked: Json, reference: str) -> Json:
    return {"collections": [_collection(each) for each in _scopes(database, asked["party"])]}


def charged_since(database: Connection, asked: Json, reference: str) -> Json:
    found = [
        {"scope_id": each["scope"], "reference": each["reference"], "at": each["at"],
         "amount": _money(Decimal(each["amount"]), each["currency"])}
        for scope in _scopes(database, asked["party"])
        for each in database.execute(
            "SELECT * FROM charges WHERE scope = ? AND datetime(at) >= datetime(?)",
            (scope["id"], asked["since"]),
        )
    ]  # fmt: skip
    return {"charges": found}


def stop_collecting(database: Connection, asked: Json, reference: str) -> Json:
    wanted: Wanted = dict.fromkeys(asked["party"]["scope_ids"], ("not", None))
    return _collect(database, asked, wanted)


def collect_by_invoice(database: Connection, asked: Json, reference: str) -> Json:
    days = int(asked["days"])
    wanted: Wanted = dict.fromkeys(asked["party"]["scope_ids"], ("by_invoice", days))
    return _collect(database, asked, wanted)


def collect_as_before(database: Connection, asked: Json, reference: str) -> Json:
    wanted = {
        each["scope_id"]: (each["collecting"], each["days_until_due"]) for each in asked["before"]
    }
    return _collect(database, asked, wanted)


def record_payment(database: Connection, asked: Json, reference: str) -> Json:
    return _entry(database, asked, reference, "payment", asked["amount"], asked["bank_reference"])


def reverse_payment(database: Connection, asked: Json, reference: str) -> Json:
    bank = asked["bank_reference"]
    return _entry(database, asked, reference, "reversal", asked["amount"], bank)


def credit(database: Connection, asked: Json, reference: str) -> Json:
    return _entry(database, asked, reference, "credit", asked["amount"])


def write_off(database: Connection, asked: Json, reference: str) -> Json:
    return _entry(database, asked, reference, "write_off", None)


def set_limit(database: Connection, asked: Json, reference: str) -> Json:
    _scopes(database, asked["party"])
    account = asked["party"]["account_id"]
    if not asked["again"]:
        limit = json.dumps(asked["limit"])
        database.execute("UPDATE accounts SET credit = ? WHERE id = ?", (limit, account))
    found = database.execute("SELECT credit FROM accounts WHERE id = ?", (account,)).fetchone()
    return {"limit": json.loads(found["credit"])}


def request_quota(database: Connection, asked: Json, reference: str) -> Json:
    _scopes(database, asked["party"])
    return {"reference": reference}


def _scopes(database: Connection, party: Json) -> list[Row]:
    """The scopes that are asked about, each of which must be of this account."""
    find = "SELECT * FROM scopes WHERE id = ? AND account = ?"
    ids = party["scope_ids"]
    found = [database.execute(find, (each, party["account_id"])).fetchone() for each in ids]
    if not found or None in found:
        raise Refused(404, "account_unknown", "There is no such account, or it has no such scope.")
    return found


def _collection(scope: Row) -> Json:
    return {
        "scope_id": scope["id"],
        "collecting": scope["collecting"],
        "days_until_due": scope["days"],
        "method": scope["method"],
        "version": str(scope["version"]),
    }


def _collect(database: Connection, asked: Json, wanted: Wanted) -> Json:
    for scope in _scopes(database, asked["party"]):
        if not asked["again"] and wanted[scope["id"]] != (scope["collecting"], scope["days"]):
            database.execute(
                "UPDATE scopes SET collecting = ?, days = ?, version = version + 1 WHERE id = ?",
                (*wanted[scope["id"]], scope["id"]),
            )
    return verify(database, asked, "")


def _entry(
    database: Connection,
    asked: Json,
    reference: str,
    kind: str,
    amount: Json | None,
    bank: str = "",
) -> Json:
    """Money on an invoice; without an amount all that is open."""
    number = asked["invoice"]["number"]
    invoice = database.execute("SELECT * FROM invoices WHERE number = ?", (number,)).fetchone()
    if invoice is None or invoice["scope"] != asked["invoice"]["scope_id"]:
        raise Refused(404, "invoice_unknown", f"There is no invoice {number} of this scope.")
    left = _open(database, invoice)
    if not asked["again"]:
        entry = Decimal(amount["amount"]) if amount else left
        if amount and amount["currency"] != invoice["currency"]:
            raise Refused(409, "wrong_currency", f"The invoice is in {invoice['currency']}.")
        if SIGNS[kind] < 0 and entry > left:
            raise Refused(409, "more_than_open", f"Only {left} is open on invoice {number}.")
        if kind == "reversal" and left + entry > Decimal(invoice["amount"]):
            raise Refused(409, "more_than_paid", f"Less was paid for invoice {number}.")
        database.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
            (reference, number, kind, str(entry), bank),
        )
    return {"reference": reference, "open": _money(_open(database, invoice), invoice["currency"])}


def _open(database: Connection, invoice: Row) -> Decimal:
    find = "SELECT kind, amount FROM entries WHERE invoice = ?"
    entries = database.execute(find, (invoice["number"],)).fetchall()
    changes = [SIGNS[each["kind"]] * Decimal(each["amount"]) for each in entries]
    return Decimal(invoice["amount"]) + sum(changes, Decimal(0))


def _open_items(database: Connection, scopes: Iterable[Row]) -> list[Json]:
    invoices = [
        each
        for scope in scopes
        for each in database.execute("SELECT * FROM invoices WHERE scope = ?", (scope["id"],))
    ]
    return [
        {"scope_id": each["scope"], "reference": each["reference"], "number": each["number"],
         "due_on": each["due"], "open": _money(_open(database, each), each["currency"])}
        for each in invoices
        if _open(database, each) > 0
    ]  # fmt: skip


def _money(amount: Decimal, currency: str) -> Json:
    return {"amount": str(amount), "currency": currency}


CALLS = {
    each.__name__: each
    for each in (
        capabilities, read_account, open_charges, stop_collecting, collect_by_invoice,
        collect_as_before, verify, charged_since, record_payment, reverse_payment, credit,
        write_off, set_limit, request_quota,
    )
}  # fmt: skip
CHANGES = frozenset(CALLS) - {
    "capabilities", "read_account", "open_charges", "verify", "charged_since",
}  # fmt: skip
