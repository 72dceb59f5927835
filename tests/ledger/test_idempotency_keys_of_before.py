"""A key that was used before the ledger wrote down what for is good for the very same alone."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.ledger.database import Database
from adapters.ledger.idempotency_keys import UsedKeys
from adapters.ledger.migrate import downgrade, upgrade
from domain.errors import EffectMismatch
from domain.invoices.messages import CreditInvoice, InvoiceMessage, OpenDispute
from tests.ledger.billing import CLERK, Billing, a_payment, shares
from tests.ledger.samples import CONTOSO, NOON, euros

CREDIT = CreditInvoice(by=CLERK, amount=euros("10.00"), reason="goodwill")
DISPUTE = OpenDispute(by=CLERK, amount=euros("5.00"), reason="two servers too many")
WIRE = a_payment("30.00", "BANK-1")


@pytest.fixture
async def keys(database: Database, billing: Billing) -> UsedKeys:
    """Of a ledger in which three things were done before keys were written down."""
    await billing.issue("INV-1")
    await billing.issue("2026/77")
    of_account = WIRE.model_copy(update={"shares": shares("INV-1", "2026/77")})
    used: list[tuple[str, InvoiceMessage, str]] = [
        ("INV-1", CREDIT, "K1"),
        ("2026/77", DISPUTE, "my/K2"),
        ("INV-1", of_account, "K3"),
        ("2026/77", CREDIT, "K1"),
    ]
    for hour, (number, command, key) in enumerate(used):
        at = NOON + timedelta(hours=hour)
        await billing.act(command, number, at, key=f"invoice/{number}/{key}")
    async with database.writing() as connection:
        await downgrade(connection, "0012")
    async with database.writing() as connection:
        await upgrade(connection)
    return UsedKeys(database)


def asked(operation: str, target: str, body: Any, by: str = CLERK) -> dict[str, Any]:
    return {"by": by, "operation": operation, "target": target, "body": body}


OF_ACCOUNT = [WIRE.model_copy(update={"amount": None}), "30", None]
"""The same, its currency not said."""


@pytest.mark.parametrize(
    ("key", "same"),
    [
        ("K1", asked("credit", "invoice/INV-1", CREDIT)),
        ("my/K2", asked("dispute", "invoice/2026/77", DISPUTE)),
        ("K3", asked("pay_account", CONTOSO, WIRE)),
        ("K3", asked("pay_account", CONTOSO, OF_ACCOUNT)),
    ],
    ids=str,
)
async def test_the_very_same_was_done(keys: UsedKeys, key: str, same: dict[str, Any]) -> None:
    for _ in range(2):
        async with keys.once(key, **same) as claim:
            assert (claim.id, claim.done) == (key, True)


OTHERS = [
    ("K1", asked("credit", "invoice/2026/77", CREDIT)),  # whose key it was first
    ("K1", asked("credit", "invoice/INV-1", CREDIT.model_copy(update={"reason": "more"}))),
    ("K1", asked("credit", "invoice/INV-1", CREDIT.model_copy(update={"by": "anna"}), "anna")),
    ("K1", asked("dispute", "invoice/INV-1", DISPUTE)),
    ("K1", asked("withdraw", "pay-by-invoice/sub-1", {})),
    ("my/K2", asked("dispute", "invoice/INV-1", DISPUTE)),
    ("K3", asked("pay", "invoice/INV-1", WIRE)),
    ("K3", asked("pay_account", "another", WIRE)),
    ("K3", asked("pay_account", CONTOSO, a_payment("31.00", "BANK-1"))),
    ("K3", asked("pay_account", CONTOSO, a_payment("30.00", "BANK-2"))),
    ("K3", asked("pay_account", CONTOSO, WIRE.model_copy(update={"by": "anna"}), "anna")),
    ("K3", asked("refund", CONTOSO, {"amount": "30.00"})),
]


async def test_anything_else_is_refused(keys: UsedKeys) -> None:
    for key, other in OTHERS:
        with pytest.raises(EffectMismatch):
            async with keys.once(key, **other):
                pytest.fail(f"{key} was let through for {other}")


async def test_a_new_key_is_new(keys: UsedKeys) -> None:
    async with keys.once("K2", **asked("dispute", "invoice/2026/77", DISPUTE)) as claim:
        assert not claim.done
