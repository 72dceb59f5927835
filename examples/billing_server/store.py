"""What the reference billing server keeps, in an SQLite file: made once from a file of accounts."""

import json
import sqlite3
from pathlib import Path
from typing import Any

TABLES = """
CREATE TABLE accounts (id TEXT PRIMARY KEY, reference TEXT, tax_ids TEXT, spend TEXT, credit TEXT);
CREATE TABLE scopes (
    id TEXT PRIMARY KEY, account TEXT, method TEXT, collecting TEXT, days INTEGER, version INTEGER
);
CREATE TABLE invoices (
    number TEXT PRIMARY KEY, reference TEXT, scope TEXT, amount TEXT, currency TEXT, due TEXT
);
CREATE TABLE entries (
    reference TEXT PRIMARY KEY, invoice TEXT, kind TEXT, amount TEXT, bank TEXT
);
CREATE TABLE charges (reference TEXT PRIMARY KEY, scope TEXT, amount TEXT, currency TEXT, at TEXT);
CREATE TABLE done (call TEXT, key TEXT, asked TEXT, reference TEXT, PRIMARY KEY (call, key));
"""


def opened(path: Path, accounts: Path) -> sqlite3.Connection:
    """The database, filled from the file of accounts when it is new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    database.row_factory = sqlite3.Row
    if new:
        database.executescript(TABLES)
        for account in json.loads(accounts.read_text("utf-8"))["accounts"]:
            _add(database, account)
    return database


def _add(database: sqlite3.Connection, account: dict[str, Any]) -> None:
    spend, tax_ids = account.get("monthly_spend", {}), account.get("tax_ids", [])
    database.execute(
        "INSERT INTO accounts VALUES (?, ?, ?, ?, NULL)",
        (account["account_id"], account["reference"], json.dumps(tax_ids), json.dumps(spend)),
    )
    for scope in account["scopes"]:
        database.execute(
            "INSERT INTO scopes VALUES (?, ?, ?, 'automatically', NULL, 1)",
            (scope["scope_id"], account["account_id"], scope["method"]),
        )
    for invoice in account.get("invoices", []):
        number, scope = invoice["number"], invoice["scope_id"]
        database.execute(
            "INSERT INTO invoices VALUES (?, ?, ?, ?, ?, ?)",
            (number, f"in_{number}", scope, invoice["amount"], invoice["currency"],
             invoice.get("due_on")),
        )  # fmt: skip
