"""The reference billing server of the examples, as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from domain.billing.provider import InvoiceAt, Party
from domain.webhooks.signing import secret_of
from examples.billing_server.__main__ import kept_in
from tools.docs_demo import ROOT

SECRET = secret_of(b"the key that both sides know....")
SCOPE = "sub-sandbox"


@dataclass(frozen=True)
class BillingServer:
    url: str
    database: Path

    party = Party(account_id="acct-sandbox", scope_ids=(SCOPE,))

    def by_hand(self, what: str, *about: str) -> None:
        """What somebody does there beside what we ask for."""
        with kept_in(self.database) as state:
            _BY_HAND[what](state, *about)

    def invoice(self, number: str, amount: str, currency: str = "EUR") -> InvoiceAt:
        self.by_hand("invoice", number, amount, currency)
        return InvoiceAt(number=number, account_id="acct-sandbox", scope_id=SCOPE)


def _back_to_card(state: Any) -> None:
    scope = state["accounts"]["acct-sandbox"]["scopes"][SCOPE]
    scope |= {"collecting": "automatically", "days_until_due": None, "version": token_hex(4)}


def _charge(state: Any, amount: str, currency: str) -> None:
    charge = {"scope_id": SCOPE, "reference": f"ch_{token_hex(8)}"}
    at, money = datetime.now(UTC).isoformat(), {"amount": amount, "currency": currency}
    state["charges"].append({**charge, "at": at, "amount": money})


def _invoice(state: Any, number: str, amount: str, currency: str) -> None:
    known = {"number": number, "reference": f"in_{number}", "scope_id": SCOPE, "due_on": None}
    money = {"amount": amount, "currency": currency}
    state["invoices"][number] = {**known, "amount": amount, "open": money}


_BY_HAND: dict[str, Callable[..., None]] = {
    "back-to-card": _back_to_card,
    "charge": _charge,
    "invoice": _invoice,
}


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
