"""One wire for thousands of invoices: how soon it is answered, compared with the ledger's
transaction."""

import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from adapters.ledger.database import Database
from adapters.ledger.transactions import LedgerTransactions
from application.invoices.operations import act as act_on
from application.steps import Asked
from benchmarks.billing import AMOUNT, PAULA, OurBilling, new_series, numbers_of
from benchmarks.invoices import at_work, engine_of, until
from benchmarks.sizes import Size
from domain.invoices.messages import InvoiceMessage, RecordPayment, ReversePayment
from domain.values.money import Money

_REFERENCE = "ONE WIRE"
_LONGEST_SECONDS = 1800.0


@dataclass
class Wire:
    """What one wire took, in seconds."""

    what: str
    count: int
    answered: float
    alone: float
    """The ledger's transaction alone: the mean of one before and one after, each on a copy of the
    same ledger."""
    mailed: float
    """Until the last letter was sent."""


async def measure_one_wire(home: Path, size: Size) -> list[Wire]:
    """The payment of a wire, and its reversal by the bank."""
    async with engine_of(home / "engine") as (address, server), AsyncExitStack() as opened:
        billing = await OurBilling.open(address, home / "ours", opened, payers=1)
        await at_work(billing, server, opened)
        numbers = numbers_of(new_series(), size.wire_invoices)
        await billing.issue(numbers)
        [account] = billing.accounts
        whole = Money.from_minor(AMOUNT.minor * len(numbers), AMOUNT.currency)
        pay = RecordPayment(by=PAULA, amount=whole, bank_reference=_REFERENCE)
        paid = await _measured(
            "paid",
            billing,
            numbers,
            pay.model_copy(update={"of_account": True}),
            lambda: billing.invoices.pay_account(account, pay),
        )
        reverse = ReversePayment(by=PAULA, bank_reference=_REFERENCE, reason="Returned.")
        taken_back = await _measured(
            "taken back",
            billing,
            numbers,
            reverse,
            lambda: billing.invoices.reverse_account(account, reverse),
        )
        return [paid, taken_back]


async def _measured(
    what: str,
    billing: OurBilling,
    numbers: list[str],
    command: InvoiceMessage,
    act: Callable[[], Awaitable[Any]],
) -> Wire:
    await _all_mailed(billing)
    folder = billing.outbox.parent.with_name(f"before {what}")
    before, after = (billing.copied_to(folder / each) for each in ("1", "2"))
    alone = await _alone(before, numbers[0], command)
    began = time.perf_counter()
    await act()
    answered = time.perf_counter() - began
    await _all_mailed(billing)
    mailed = time.perf_counter() - began
    alone = (alone + await _alone(after, numbers[0], command)) / 2
    return Wire(what, len(numbers), answered, alone, mailed)


async def _alone(url: str, number: str, command: InvoiceMessage) -> float:
    database = await Database.open(url)
    try:
        began = time.perf_counter()
        asked = Asked(number, command, "alone", datetime.now(UTC))
        await act_on(LedgerTransactions(database), asked)
        return time.perf_counter() - began
    finally:
        await database.close()


async def _all_mailed(billing: OurBilling) -> None:
    await until(lambda: not billing.without_keys(), _LONGEST_SECONDS)
