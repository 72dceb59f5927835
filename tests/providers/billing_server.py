"""The reference billing server of the examples, as a process of its own."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from domain.billing.provider import InvoiceAt, Party
from domain.webhooks.signing import secret_of
from examples.billing_server import by_hand
from tools.docs_demo import ROOT

SECRET = secret_of(b"the key that both sides know....")
ACCOUNTS = ROOT / "examples/billing_server/accounts.json"


@dataclass(frozen=True)
class BillingServer:
    url: str
    database: Path

    party = Party(account_id="acct-sandbox", scope_ids=("sub-sandbox",))

    def by_hand(self, what: str, *about: str) -> None:
        """What somebody does there beside what we ask for."""
        database = sqlite3.connect(self.database)
        with database:
            by_hand.DONE[what](database, "sub-sandbox", *about)
        database.close()

    def invoice(self, number: str, amount: str, currency: str = "EUR") -> InvoiceAt:
        self.by_hand("invoice", number, amount, currency)
        return InvoiceAt(number=number, account_id="acct-sandbox", scope_id="sub-sandbox")


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[BillingServer]:
    """Runs on what the folder has; started again on it, it knows what it knew."""
    database = folder / "billing.db"
    server = subprocess.Popen(
        [sys.executable, "-m", "examples.billing_server", "--port", str(port),
         "--database", str(database)],
        cwd=ROOT, env={**os.environ, "PAYBYINVOICE_PROVIDER_SECRET": SECRET},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert said.startswith("Billing server on "), "the billing server did not start"
        yield BillingServer(said.split()[-1], database)
    finally:
        server.terminate()
        server.communicate(timeout=30)
