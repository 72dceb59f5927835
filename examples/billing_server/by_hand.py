"""What somebody does in the reference billing server by hand, while it runs or not.

python -m examples.billing_server.by_hand --database billing.db charge sub-sandbox 12.00 EUR
"""

import argparse
import secrets
import sqlite3
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path


def back_to_card(database: sqlite3.Connection, scope: str) -> None:
    """The scope is collected automatically again."""
    database.execute(
        "UPDATE scopes SET collecting = 'automatically', days = NULL, version = version + 1"
        " WHERE id = ?",
        (scope,),
    )


def charge(database: sqlite3.Connection, scope: str, amount: str, currency: str) -> None:
    """The scope's card is charged."""
    now = datetime.now(UTC).isoformat()
    database.execute(
        "INSERT INTO charges VALUES (?, ?, ?, ?, ?)",
        (f"ch_{secrets.token_hex(8)}", scope, amount, currency, now),
    )


def invoice(
    database: sqlite3.Connection, scope: str, number: str, amount: str, currency: str
) -> None:
    """The scope has another open invoice."""
    database.execute(
        "INSERT INTO invoices VALUES (?, ?, ?, ?, ?, NULL)",
        (number, f"in_{number}", scope, amount, currency),
    )


DONE: dict[str, Callable[..., None]] = {
    "back-to-card": back_to_card,
    "charge": charge,
    "invoice": invoice,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--database", type=Path, default=Path("billing.db"))
    parser.add_argument("what", choices=DONE)
    parser.add_argument("about", nargs="+", help="the scope, and what else it takes")
    given = parser.parse_args()
    with sqlite3.connect(given.database) as database:
        DONE[given.what](database, *given.about)
    sys.stdout.write("Done.\n")


if __name__ == "__main__":
    main()
