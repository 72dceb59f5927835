"""Accounts that pay by invoice, and their invoices as files."""

import json
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.cli.shell import Shell

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class Payer(NamedTuple):
    """An account of its own for a test, one scope of it on invoice and one on a card."""

    account: str
    scope: str
    other_scope: str
    folder: Path

    def invoice(self, number: str, amount: str = "100.00", days_ago: int = 1, **extra: Any) -> Path:
        """A file with one invoice."""
        content = {
            "number": number,
            "scope": self.scope,
            "issued_on": str(today() - timedelta(days=days_ago)),
            "amount": {"amount": amount, "currency": "EUR"},
            **extra,
        }
        file = self.folder / f"{number.replace('/', '-')}.json"
        file.write_text(json.dumps(content))
        return file


def a_payer(shell: Shell, folder: Path) -> Payer:
    name = uuid.uuid4().hex[:8]
    payer = Payer(str(uuid.uuid4()), f"sub-{name}", f"sub-{name}-card", folder)
    account = {
        "id": payer.account,
        "name": f"Payer {name} B.V.",
        "address": {"line1": "Kade 1", "city": "Utrecht", "country": "NL"},
        "kind": "business",
        "customer_since": "2020-01-01",
        "signed_up_by": f"boss@{name}.example",
        "administrators": [f"boss@{name}.example"],
        "billing_contact": {
            "name": "Ada", "email": f"ap@{name}.example", "department": "finance"
        },
        "time_zone": "Europe/Amsterdam",
        "scopes": [
            {"id": payer.scope, "kind": "subscription", "payment_method": "invoice"},
            {"id": payer.other_scope, "kind": "subscription", "payment_method": "credit_card"},
        ],
    }  # fmt: skip
    file = folder / f"{name}.json"
    file.write_text(json.dumps({"accounts": [account]}))
    shell.asked("account", "import", file)
    return payer


def today() -> date:
    return datetime.now(AMSTERDAM).date()


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}
