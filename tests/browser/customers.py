"""Customers of these tests, each with a name of their own by which the console finds them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.workflows.billing import Billing
from tests.workflows.customers import ANNA, Customer, a_customer
from tests.workflows.payers import Payer, a_payer
from tests.workflows.system import System


def a_name() -> str:
    return f"Contoso {uuid4().hex[:8]} B.V."


def a_company(name: str | None = None, example: str = "contoso", **changes: Any) -> Customer:
    """The example's customer under another name, on the account as on the form."""
    name = name or a_name()
    account = {**changes.pop("account", {}), "name": name}
    return a_customer(example, account=account, company__name=name, **changes)


async def late_payer(system: System, amount: str = "1000.00", days_late: int = 3) -> Billing:
    """An account on invoice, whose first invoice is overdue by so many days."""
    payer = a_payer(name=a_name())
    billing = await _welcomed(system, payer)
    await billing.issue(amount, issued_on=payer.today - timedelta(days=30 + days_late))
    await billing.until_state("overdue")
    return billing


async def payer(system: System, amount: str = "1000.00") -> Billing:
    """An account on invoice, with an invoice of today."""
    billing = await _welcomed(system, a_payer(name=a_name()))
    await billing.issue(amount)
    return billing


async def _welcomed(system: System, payer: Payer) -> Billing:
    await system.ledger.import_accounts({"accounts": [payer.account]})
    return Billing(system, payer)


__all__ = ["ANNA", "a_company", "a_name", "late_payer", "payer"]
